import type { Env } from '../env.ts';
import { fail } from '../errors.ts';
import { type Principal, pluginPrincipal } from '../principal.ts';
import type { EnvOptions } from '../runtime.ts';
import type { Generation } from './generation.ts';
import { runAs } from './running-plugin.ts';

/** The methods of a service for whoever asks: each runs as the plugin that offers it, within those of the plugins that wrap it. `again`: the caller's env with something changed. @throws TypeError where nobody offers it */
export function openService(generation: Generation, name: string, principal: Principal, again: (changed: Partial<EnvOptions>) => Env): unknown {
  const found = generation.services.get(name);
  if (!found) throw new TypeError(`no enabled plugin offers the service "${name}"`);
  const made: Record<string, (input: unknown) => Promise<unknown>> = {};
  let inner: Env | undefined;
  for (const [method, { callers, run }] of found.methods) {
    made[method] = async (input) => {
      assertCaller(principal, callers, name, method);
      inner ??= again({ plugin: found.plugin, principal: pluginPrincipal(principal.org, found.plugin), caller: principal });
      const own = inner;
      return runAs(found.plugin, `service ${name}.${method}`, () => run(own, input));
    };
  }
  for (const wrapping of generation.plugins) {
    for (const wrap of wrapping.wraps ?? []) {
      if (wrap.service !== name) continue;
      const next = made[wrap.method];
      if (!next) throw new TypeError(`the plugin "${wrapping.name}" wraps "${name}.${wrap.method}", which does not exist`);
      const callers = found.methods.get(wrap.method)?.callers;
      made[wrap.method] = async (input) => {
        assertCaller(principal, callers, name, wrap.method); // whoever may not call the method reaches none of its wraps
        const inner = again({ plugin: wrapping.name, principal: pluginPrincipal(principal.org, wrapping.name), caller: principal });
        return runAs(wrapping.name, `wrap of ${name}.${wrap.method}`, () => wrap.run(inner, input, next));
      };
    }
  }
  return made;
}

/** Persons and plugins may call every method; token holders and visitors only those that say so. */
function assertCaller(principal: Principal, callers: readonly ('portal' | 'public')[] | undefined, service: string, method: string): void {
  if (principal.kind === 'portal' && !callers?.includes('portal') && !callers?.includes('public')) {
    throw fail('ACCESS_DENIED', { cause: new Error(`${service}.${method} is not open to token holders`) });
  }
  if (principal.kind === 'anonymous' && !callers?.includes('public')) {
    throw fail('ACCESS_DENIED', { cause: new Error(`${service}.${method} is not open to visitors`) });
  }
}
