import type { AccessPolicy } from '../access/policy.ts';
import { system } from '../principal.ts';
import { compileDomain } from './compile-domain.ts';
import type { AnyDomain } from './domain.ts';
import type { Registry } from './registry.ts';

/**
 * Checks a domain that stands in a declaration, before anybody asks by it.
 * @returns the models whose read rules it leads through (`readable`)
 * @throws DomainError for a field, condition or value that cannot be.
 */
export function checkDomain(registry: Registry, model: string, domain: AnyDomain): ReadonlySet<string> {
  const readable = new Set<string>();
  const open: AccessPolicy = {
    allows: () => true,
    rows: (_principal, name) => {
      readable.add(name);
      return true;
    },
    field: () => true,
    describe: () => [],
    rules: () => [],
    adminRules: () => [],
    hides: () => [],
  };
  compileDomain({ registry, policy: open, principal: system(0, 'check'), throughRules: false, guardFields: false }, registry.model(model), domain, 't0', [0]);
  return readable;
}
