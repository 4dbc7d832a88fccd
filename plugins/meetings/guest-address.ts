import type { Env } from '#core';

/** Host, creator and managers: those whom the rules let change a meeting, and who read the addresses of its guests. */
export const keepsMeeting = (env: Env<'meetings'>, { host, creator }: { host: string; creator: string | null }): boolean =>
  env.inGroup('meetings.manager') || env.inGroup('base.admin') || (env.principal.kind === 'user' && [host, creator].includes(env.principal.person));

/** Whoever comes along with a guest has no name but the address, which others do not read. */
export const nameFor = (env: Env<'meetings'>, { name, person }: { name: string; person: string | null }, keeps: boolean): string =>
  person === null && !keeps && name.includes('@') ? env.t('a guest') : name;
