import type { Env } from '#core';
import { type PageStyle, readStyle } from '../style/page-style.tsx';
import { linkAddress } from '../views.tsx';

type PortalEnv = Env<'booking-portal'>;

/** Links and people that a page shows at most. */
const MOST = 100;

/** What strangers see of a team: no id of a person, no address but those of open links, nobody who did not choose to be here. */
export type Team = {
  name: string;
  intro: string | null;
  links: { name: string; description: string | null; lengths: readonly number[]; hosts: string | null; url: string }[];
  people: { name: string; text: string | null; photo: string | null }[];
  style: PageStyle;
};

/** As many statements for one link as for a hundred. Undefined: no such page, or it is off. */
export async function readTeam(visitor: PortalEnv, slug: string): Promise<Team | undefined> {
  const env = visitor.asPlugin();
  const [team] = await env.model('booking.team').find({ slug, active: true });
  if (!team) return undefined;
  const now = env.now();
  const listed = await env.model('booking.team_link').pick({ team: team.id }, ['link'], { order: ['place', 'createdAt'], limit: MOST });
  const links = new Map(
    (
      await env
        .model('booking.link')
        .pick({ id: { in: listed.map(({ link }) => link) }, active: true, $or: [{ expiresAt: null }, { expiresAt: { gt: now } }] }, [
          'name',
          'description',
          'durationMin',
          'otherDurations',
          'host',
          'hosting',
          'showHost',
          'seed',
          'slug',
        ])
    ).map((link) => [link.id, link]),
  );
  const several = [...links.values()].filter(({ hosting }) => hosting !== 'host-alone').map(({ id }) => id);
  const hosts = several.length === 0 ? [] : await env.model('booking.link_host').pick({ link: { in: several } }, ['link', 'person'], { order: ['createdAt'] });
  const members = await env.model('booking.team_person').pick({ team: team.id }, ['person'], { order: ['place', 'createdAt'], limit: MOST });
  const profiles = new Map(
    (members.length === 0 ? [] : await env.model('booking.profile').find({ person: { in: members.map(({ person }) => person) }, shown: true })).map(
      (profile) => [profile.person, profile],
    ),
  );
  const persons = [...new Set([...[...links.values()].map(({ host }) => host), ...hosts.map(({ person }) => person), ...profiles.keys()])];
  const known = new Map((await env.service('base').people({ ids: persons })).filter(({ active }) => active).map((person) => [person.id, person]));
  return {
    name: team.name,
    intro: team.intro,
    links: listed.flatMap(({ link: id }) => {
      const link = links.get(id);
      const own = link && (hosts.some((one) => one.link === id) ? hosts.filter((one) => one.link === id).map(({ person }) => person) : [link.host]);
      const names = own?.flatMap((person) => known.get(person)?.name ?? []) ?? [];
      // Nobody is left who could meet the guest: its page is closed.
      if (!link || names.length === 0) return [];
      return [
        {
          name: link.name,
          description: link.description,
          lengths: [...new Set([link.durationMin, ...link.otherDurations])].sort((a, b) => a - b),
          hosts: link.showHost ? names.join(', ') : null,
          url: linkAddress(env, link),
        },
      ];
    }),
    people: members.flatMap(({ person }) => {
      const profile = profiles.get(person);
      const found = profile && known.get(person);
      if (!found) return [];
      return [
        {
          name: found.name,
          text: profile.text,
          photo: profile.showPhoto && found.photo ? `/team/${slug}/photo/${profile.id}?v=${profile.updatedAt.getTime()}` : null,
        },
      ];
    }),
    style: await readStyle(env, team.style),
  };
}

/** The photo of somebody who chose to show it on this team's page. */
export async function readPhoto(visitor: PortalEnv, slug: string, profile: string): Promise<{ type: string; content: Uint8Array } | null> {
  const env = visitor.asPlugin();
  const [found] = await env.model('booking.profile').find({ id: profile, shown: true, showPhoto: true });
  if (!found) return null;
  const [team] = await env.model('booking.team').pick({ slug, active: true, people: { some: { person: found.person } } }, ['name']);
  return team ? env.service('base').photo({ person: found.person }) : null;
}
