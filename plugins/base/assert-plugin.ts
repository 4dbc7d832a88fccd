import { fail, type Principal } from '#core';

/** Some of this plugin's services hand out keys to accounts: only other plugins and the system may ask, no person through whatever page. @throws ACCESS_DENIED */
export function assertPlugin(caller: Principal): void {
  if (caller.kind !== 'plugin' && caller.kind !== 'system') throw fail('ACCESS_DENIED');
}
