import type { Env, Manifest, Operation } from '#core';
import { personPrincipal } from '../person-principal.ts';
import { domainWords } from './domain-words.ts';
import { pathWords } from './matrix-routes.tsx';
import { verdictWords } from './verdict-words.ts';

const usage = ['atrium access explain <person> <model> [<id>] [read|create|update|delete]', 'atrium access reset'];

const operations: readonly Operation[] = ['read', 'create', 'update', 'delete'];
const isOperation = (text: string): text is Operation => operations.some((operation) => operation === text);

async function explain(env: Env<'base'>, args: readonly string[], print: (line: string) => void): Promise<number> {
  const [who = '', model = '', ...rest] = args;
  const operation = rest.find(isOperation) ?? 'read';
  const id = rest.find((one) => !isOperation(one));
  const [person] = await env.model('base.person').pick(who.includes('@') ? { email: who } : { name: who }, ['name', 'email'], { limit: 1 });
  if (!person) {
    print(`There is nobody called "${who}". Give the e-mail address.`);
    return 1;
  }
  if (!env.catalog.models().includes(model)) {
    print(`There is no model "${model}". There are: ${env.catalog.models().join(', ')}`);
    return 1;
  }
  const acting = await personPrincipal(env, person.id);
  if (!acting) {
    print(`No: ${person.name} has no open account and cannot sign in.`);
    return 0;
  }
  const told = await env.access.explain({ principal: acting.principal, model, operation, id });
  const memberships = await env.model('base.membership').pick({ person: person.id }, ['group']);
  print(verdictWords(env, told, person.name, model));
  print('');
  print('Groups');
  for (const path of env.access.paths(['user', 'base.user', ...memberships.map(({ group }) => group)]).values()) print(`  ${pathWords(env, path)}`);
  print('Tables');
  for (const { group, plugin, applies } of told.table) print(`  ${applies ? 'has  ' : 'lacks'}  ${group}  (${plugin})`);
  if (told.table.length === 0) print('  none opens it');
  print('Rules');
  for (const rule of told.rules) {
    const truth = !rule.concerns ? 'other groups' : rule.holds === undefined ? 'per record' : rule.holds ? 'true' : 'not true';
    print(
      `  ${truth.padEnd(12)}  ${rule.operation}  ${rule.kind === 'admin' ? 'own rule' : rule.plugin}: ${rule.name}: ${domainWords(env, model, rule.domain)}`,
    );
  }
  if (told.rules.length === 0) print('  none narrows it');
  const hidden = told.fields.filter(({ visible }) => !visible);
  if (hidden.length > 0) print(`Hidden fields: ${hidden.map(({ name }) => name).join(', ')}`);
  return 0;
}

/** `atrium access`: why somebody may (not) do something, and the way back for whoever shut themselves out. */
export const accessCommand: NonNullable<Manifest['commands']>[number] = {
  name: 'access',
  summary: 'Explain who may do what; turn off the rules that administrators made',
  usage: usage.join('\n'),
  async run(env: Env<'base'>, args: readonly string[], print: (line: string) => void) {
    const [verb, ...rest] = args;
    if (verb === 'explain' && rest.length >= 2) return explain(env, rest, print);
    if (verb === 'reset' && rest.length === 0) {
      const count = await env.access.reset();
      print(
        count === 0 ? 'No own rule or hidden field was on.' : `${count} own rules and hidden fields are off now. Turn them on one by one under Permissions.`,
      );
      return 0;
    }
    print(['say what to do:', ...usage.map((line) => `  ${line}`)].join('\n'));
    return 2;
  },
};
