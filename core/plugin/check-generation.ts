import { compileRoutes } from '../http/compile-routes.ts';
import type { Generation } from './generation.ts';
import { RegistrationError } from './registration-error.ts';

/**
 * What would only be noticed when somebody uses it: routes that clash, wraps of methods that are not there.
 * @throws TypeError, RegistrationError
 */
export function checkGeneration(generation: Generation): Generation {
  compileRoutes(generation);
  for (const plugin of generation.plugins) {
    for (const { service, method } of plugin.wraps ?? []) {
      const found = generation.services.get(service);
      if (found && !found.methods.has(method)) throw new RegistrationError(plugin.name, 'key "wraps"', `the service "${service}" has no method "${method}"`);
    }
  }
  return generation;
}
