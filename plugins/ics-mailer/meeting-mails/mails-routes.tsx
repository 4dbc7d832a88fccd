import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { MailsPage, PER_PAGE } from './mails-page.tsx';
import { mayManage } from './mails-panel.tsx';

type IcsEnv = Env<'ics-mailer'>;

const byId = z.object({ id: z.uuid() });
const path = '/app/meetings/:id/mails';

/** The meeting, for whoever may manage it. @throws NOT_FOUND */
async function managed(env: IcsEnv, id: string): Promise<{ id: string; subject: string }> {
  const meeting = await env.model('meeting.event').get(id);
  if (!(await mayManage(env, id))) throw fail('NOT_FOUND');
  return meeting;
}

export const mailsRoutes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'The mails of a meeting and what became of them',
    params: byId,
    query: z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1) }),
    async handler(env: IcsEnv, { params: { id }, query: { page } }) {
      const meeting = await managed(env, id);
      const mail = env.asPlugin().service('mail');
      const about = { model: 'meeting.event', record: id };
      const counts = await mail.progress(about);
      const mails = await mail.mailsOf({ ...about, limit: PER_PAGE, offset: (page - 1) * PER_PAGE });
      return html(<MailsPage env={env} meeting={meeting} counts={counts} mails={mails} page={page} />);
    },
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Sends one mail of a meeting again, or all that were not sent',
    params: byId,
    body: z.object({ mail: z.uuid().optional() }),
    limits: [{ name: 'ics-mailer.resend', per: 'account', max: 60, window: 600 }],
    async handler(env: IcsEnv, { params: { id }, body }) {
      await managed(env, id);
      const count = await env
        .asPlugin()
        .service('mail')
        .resend({ model: 'meeting.event', record: id, ...(body.mail ? { ids: [body.mail] } : {}) });
      return redirect(await saying(env, `/app/meetings/${id}/mails`, env.t('{count} mails are in the queue again.', { count })));
    },
  }),
];
