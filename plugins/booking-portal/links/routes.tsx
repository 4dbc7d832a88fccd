import { z } from 'zod';
import { type Env, html, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { linkUrl } from '../views.tsx';
import { keptLink } from './kept-link.ts';
import { LinksPage } from './links-page.tsx';
import { readLinks } from './read-links.ts';

type PortalEnv = Env<'booking-portal'>;
const params = z.object({ id: z.uuid() });

export const linkListRoutes = [
  route({
    method: 'GET',
    path: '/app/booking-links',
    auth: 'user',
    summary: 'My booking links, or those of everybody',
    query: z.object({
      all: z.literal('1').optional().catch(undefined),
      find: z.string().max(100).default(''),
      page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
    }),
    handler: async (env: PortalEnv, { query: { all, find, page } }) =>
      html(<LinksPage env={env} list={await readLinks(env, all === '1', find.trim(), page)} />),
  }),
  route({
    method: 'GET',
    path: '/app/booking-links/new',
    auth: 'user',
    summary: 'A new link, for whoever makes it and with their hours, or the only ones that there are',
    handler: async (env: PortalEnv) => {
      const { principal } = env;
      const [me] = principal.kind === 'user' ? await env.model('base.person').pick({ id: principal.person }, ['schedule']) : [];
      const hours = await env.model('calendar.schedule').pick(true, ['name'], { limit: 2 });
      const schedule = me?.schedule ?? (hours.length === 1 ? hours[0]?.id : undefined);
      return redirect(`/app/booking.link/new?${new URLSearchParams({ ...(me ? { host: me.id } : {}), ...(schedule ? { schedule } : {}) })}`);
    },
  }),
  route({
    method: 'POST',
    path: '/app/booking-links/:id/switch',
    auth: 'user',
    summary: 'Switches a booking link on or off; its address stays',
    params,
    body: z.object({ active: z.enum(['true', 'false']), back: z.string().max(300).default('') }),
    handler: async (env: PortalEnv, { params: { id }, body }) => {
      const link = await keptLink(env, id);
      await env.model('booking.link').update(id, { active: body.active === 'true' });
      const said =
        body.active === 'true'
          ? env.t('“{name}” is switched on.', { name: link.name })
          : env.t('“{name}” is switched off. Its address stays, and works again when you switch it on.', { name: link.name });
      return redirect(await saying(env, /^\/app\/booking-links(\?[\w=&%+.-]*)?$/.test(body.back) ? body.back : '/app/booking-links', said));
    },
  }),
  route({
    method: 'GET',
    path: '/app/booking-links/:id/preview',
    auth: 'user',
    summary: 'Leads to the page of a booking link as guests see it',
    params,
    handler: async (env: PortalEnv, { params: { id } }) => {
      await env.model('booking.link').get(id);
      return redirect(await linkUrl(env, id));
    },
  }),
];
