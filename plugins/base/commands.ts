import { parseArgs } from 'node:util';
import { type Env, email as emailField, type Manifest } from '#core';
import { ensureUser } from './ensure-admin.ts';
import { hashPassword, passwordProblem } from './passwords.ts';
import { accessCommand } from './permissions/access-command.ts';
import { storePassword } from './set-password.ts';

const usage = [
  'atrium user create <email> [--name "Ann Example"] [--admin] [--password <password>]',
  'atrium user reset-password <email> [--password <password>]',
];

type Options = { verb: string; email: string; name: string | undefined; admin: boolean; password: string | undefined };

/** @returns what was asked, or why it cannot be understood. */
function read(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { name: { type: 'string' }, admin: { type: 'boolean' }, password: { type: 'string' } },
    });
    const [verb, email, ...rest] = positionals;
    if ((verb !== 'create' && verb !== 'reset-password') || rest.length > 0) return 'say what to do:';
    const address = emailField().safeParse(email);
    if (!address.success) return 'give an e-mail address:';
    if (values.password !== undefined) {
      const problem = passwordProblem(values.password, [address.data, values.name ?? '']);
      if (problem) return `${problem}`;
    }
    return { verb, email: address.data, name: values.name, admin: values.admin ?? false, password: values.password };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function create(env: Env<'base'>, { email, name, admin, password }: Options, print: (line: string) => void): Promise<number> {
  if ((await env.model('base.person').count({ email })) > 0) {
    print(`There is already a person with the address ${email}. To give a new password: atrium user reset-password ${email}`);
    return 1;
  }
  const chosen = password ?? env.random(12);
  await ensureUser(env, { email, password: chosen, name: name ?? email.split('@')[0] ?? email, ...(admin ? { group: 'base.admin' } : {}) });
  print(`${admin ? 'Administrator' : 'User'} ${email} made.`);
  if (password === undefined) print(`Password (shown only now): ${chosen}`);
  return 0;
}

async function reset(env: Env<'base'>, { email, password }: Options, print: (line: string) => void): Promise<number> {
  const [person] = await env.model('base.person').pick({ email }, ['account', 'active']);
  if (!person?.account) {
    print(`There is nobody with the address ${email} who can sign in.`);
    return 1;
  }
  const chosen = password ?? env.random(12);
  const hash = await hashPassword(chosen);
  const target = { account: person.account, person: person.id };
  await env.tx(() => storePassword(env, target, hash, true));
  print(`New password set for ${email}; all sessions and API keys end.`);
  if (password === undefined) print(`Password (shown only now): ${chosen}`);
  if (!person.active) print('This person is deactivated and cannot sign in until reactivated.');
  return 0;
}

export const commands: NonNullable<Manifest['commands']> = [
  accessCommand,
  {
    name: 'user',
    summary: 'Make a user, or give one a new password',
    usage: usage.join('\n'),
    async run(env: Env<'base'>, args: readonly string[], print: (line: string) => void) {
      const options = read(args);
      if (typeof options === 'string') {
        print([options, ...usage.map((line) => `  ${line}`)].join('\n'));
        return 2;
      }
      if (options.verb === 'create') return create(env, options, print);
      return reset(env, options, print);
    },
  },
];
