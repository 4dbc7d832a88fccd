import type { Env } from '#core';

/** A host for the example workspace. */
export async function example(env: Env<'base'>): Promise<[]> {
  await env.model('base.person').create({ name: 'Ann Example', email: 'ann@example.org', timeZone: 'Europe/Berlin', language: 'en' });
  return [];
}
