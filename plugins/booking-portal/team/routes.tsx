import { z } from 'zod';
import { bytes, type Env, fail, html, redirect, route } from '#core';
import { saying, several, ticked } from '../../web/contract.ts';
import { closed } from '../closed-page.tsx';
import { meOf, ProfilePage } from './profile-page.tsx';
import { readPhoto, readTeam } from './read-team.ts';
import { TeamPage } from './team-page.tsx';

type PortalEnv = Env<'booking-portal'>;

const slug = z.string().max(60);
const teams = several(200, z.uuid());

export const teamRoutes = [
  route({
    method: 'GET',
    path: '/team/:slug',
    auth: 'public',
    summary: 'The public page of a team',
    params: z.object({ slug }),
    limits: [{ name: 'booking.team', per: 'address', window: 60, max: 120, reads: true }],
    handler: async (env: PortalEnv, { params }) => {
      const team = await readTeam(env, params.slug);
      return team ? html(<TeamPage env={env} team={team} />) : closed(env);
    },
  }),
  route({
    method: 'GET',
    path: '/team/:slug/photo/:profile',
    auth: 'public',
    summary: 'The photo of somebody who chose to show it on a team page',
    params: z.object({ slug, profile: z.uuid() }),
    // a page shows one of everybody
    limits: [{ name: 'booking.team-photo', per: 'address', window: 60, max: 1_200, reads: true }],
    handler: async (env: PortalEnv, { params }) => {
      const photo = await readPhoto(env, params.slug, params.profile);
      if (!photo) throw fail('NOT_FOUND');
      return bytes(photo.content, { headers: { 'content-type': photo.type, 'cache-control': 'private, max-age=300' } });
    },
  }),
  route({
    method: 'GET',
    path: '/app/me/profile',
    auth: 'user',
    summary: 'What strangers see of me',
    handler: async (env: PortalEnv) => html(<ProfilePage env={env} />),
  }),
  route({
    method: 'POST',
    path: '/app/me/profile',
    auth: 'user',
    summary: 'Changes what strangers see of me',
    body: z.object({ shown: ticked, showPhoto: ticked, text: z.string().max(600).default(''), team: teams, listed: teams }),
    handler: async (env: PortalEnv, { body }) => {
      const person = meOf(env);
      const values = { shown: body.shown, showPhoto: body.showPhoto, text: body.text.trim() || null };
      await env.tx(async () => {
        const [profile] = await env.model('booking.profile').find({ person });
        if (profile) await env.model('booking.profile').update(profile.id, values);
        else await env.model('booking.profile').create({ person, ...values });
        const mine = new Set((await env.model('booking.team_person').pick({ person }, ['team'])).map(({ team }) => team));
        const gone = body.listed.filter((team) => mine.has(team) && !body.team.includes(team));
        if (gone.length > 0) await env.model('booking.team_person').delete({ person, team: { in: gone } });
        const come = body.team.filter((team) => !mine.has(team));
        if (come.length > 0) await env.model('booking.team_person').create(come.map((team) => ({ team, person })));
      });
      return redirect(await saying(env, '/app/me/profile', env.t('Your public profile is saved.')));
    },
  }),
];
