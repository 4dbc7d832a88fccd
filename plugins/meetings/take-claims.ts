import type { Env } from '#core';
import type { ClaimRequest, Clash } from '../calendar/contract.ts';
import { clashError, clashWords } from './clash.ts';
import { settings } from './settings.ts';

/**
 * Takes what a meeting needs, in place of what it held. Rooms and virtual rooms are never taken twice. Persons are not either, unless the setting says to warn: then the
 * meeting stands beside the other one, and what clashes is told. @returns warnings, in words for the caller
 * @throws MEETING_CLASH
 */
export async function takeClaims(env: Env<'meetings'>, meeting: string, claims: readonly ClaimRequest[]): Promise<string[]> {
  const source = { model: 'meeting.event', record: meeting };
  const calendar = env.service('calendar');
  const clashes = await calendar.reclaim({ source, claims });
  if (clashes.length === 0) return [];
  if (!(await mayWarn(env, clashes))) throw await clashError(env, clashes);
  const taken = new Set(clashes.map(({ resource }) => resource.id));
  const beside = claims.map((claim) => (claim.kind === 'person' && taken.has(claim.id) ? { ...claim, blocking: false } : claim));
  const still = await calendar.reclaim({ source, claims: beside });
  if (still.length > 0) throw await clashError(env, [...clashes, ...still]);
  return (await clashWords(env, clashes)).map(({ text }) => text);
}

/** Guests get only what is free, whatever the setting says. */
async function mayWarn(env: Env<'meetings'>, clashes: readonly Clash[]): Promise<boolean> {
  if (env.caller.kind !== 'user' || clashes.some(({ resource }) => resource.kind !== 'person')) return false;
  return (await env.settings(settings)).personClash === 'warn';
}
