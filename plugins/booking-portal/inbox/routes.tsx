import { z } from 'zod';
import { AtriumError, type Env, html, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { InboxPage } from './inbox-page.tsx';
import { A_PAGE, readInbox, tabs } from './read-inbox.ts';

type PortalEnv = Env<'booking-portal'>;

const query = z.object({
  tab: z.enum(tabs).catch('waiting').default('waiting'),
  all: z.literal('1').optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});

const body = z.looseObject({ do: z.string().max(60), all: z.literal('1').optional(), reason: z.string().max(500).default('') });

type Wish = { id: string; version: number; deed: 'approve' | 'decline'; reason: string };

/** What was pressed: one request's own button, or the one for all that are ticked. */
function wishes(raw: Readonly<Record<string, unknown>>, pressed: string, reason: string): Wish[] {
  const [deed, one] = pressed.split('_');
  if (deed !== 'approve' && deed !== 'decline') return [];
  const ids = one === undefined ? [raw.pick].flat() : [one];
  return ids.slice(0, A_PAGE).flatMap((id): Wish[] => {
    const version = typeof id === 'string' ? Number(raw[`version_${id}`]) : Number.NaN;
    if (typeof id !== 'string' || !z.uuid().safeParse(id).success || !Number.isInteger(version)) return [];
    const own = raw[`reason_${id}`];
    return [{ id, version, deed, reason: one === undefined ? reason : typeof own === 'string' ? own.slice(0, 500) : '' }];
  });
}

export const inboxRoutes = [
  route({
    method: 'GET',
    path: '/app/bookings',
    auth: 'user',
    summary: 'Bookings of the viewer: waiting, coming, past, cancelled',
    query,
    handler: async (env: PortalEnv, { query: { tab, all, page } }) => html(<InboxPage env={env} inbox={await readInbox(env, tab, all === '1', page)} />),
  }),
  route({
    method: 'POST',
    path: '/app/bookings/decide',
    auth: 'user',
    summary: 'Approves or declines requests of guests',
    body,
    handler: async (env: PortalEnv, { body: asked, raw }) => {
      const problems: string[] = [];
      let done = 0;
      const all = wishes(raw, asked.do, asked.reason);
      if (all.length === 0) problems.push(env.t('Tick the requests first.'));
      // One after the other: each is a decision of its own, and one that comes too late does not hold up the others.
      for (const { id, version, deed, reason } of all) {
        try {
          if (deed === 'approve') await env.service('meetings').confirm({ id, version });
          else await env.service('meetings').cancel({ id, version, ...(reason.trim() ? { reason: reason.trim() } : {}) });
          done++;
        } catch (error) {
          if (!(error instanceof AtriumError) || error.status >= 500) throw error;
          const [meeting] = await env.model('meeting.event').pick({ id }, ['subject']);
          problems.push(`${meeting?.subject ?? env.t('This request')}: ${env.t(error.message)}`);
        }
      }
      if (problems.length > 0)
        return html(<InboxPage env={env} inbox={await readInbox(env, 'waiting', asked.all === '1', 1)} problems={problems} />, { status: 409 });
      const said = all[0]?.deed === 'approve' ? env.t('Approved: {count}', { count: done }) : env.t('Declined: {count}', { count: done });
      return redirect(await saying(env, `/app/bookings${asked.all ? '?all=1' : ''}`, said));
    },
  }),
];
