import type { AnyDomain, Env } from '#core';
import type { PublicPerson } from './contract.ts';

/** Address of a person's photo; changes with every upload, so that it may be cached. */
export const photoAddress = (person: { id: string; photoAt: Date | null }): string | null =>
  person.photoAt ? `/people/${person.id}/photo?v=${person.photoAt.getTime()}` : null;

const fields = ['name', 'email', 'timeZone', 'language', 'hour12', 'active', 'photoAt'] as const;

/** People as other plugins may know them, by name. Runs with the rights of `env`. */
export async function publicPeople(env: Env<'base'>, domain: AnyDomain): Promise<PublicPerson[]> {
  const rows = await env.model('base.person').pick(domain, fields, { order: ['name'] });
  return rows.map(({ photoAt, ...person }) => ({ ...person, photo: photoAddress({ id: person.id, photoAt }) }));
}
