import { z } from 'zod';
import { type Env, fail, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { askForSummary } from './fetch-summary.ts';
import { ProviderFailure } from './provider-failure.ts';

type MeetingsEnv = Env<'meetings'>;

const byId = z.object({ id: z.uuid() });
const pageOf = (id: string): string => `/app/meeting.event/${id}`;

/** Asks now, and says in a sentence what came of it. */
async function ask(env: MeetingsEnv, id: string): Promise<string> {
  try {
    switch (await askForSummary(env.asPlugin(), id)) {
      case 'stored':
        return env.t('The summary is there.');
      case 'same':
        return env.t('There is no newer summary.');
      case 'not-ready':
        return env.t('The service has not written the summary yet. It is asked again by itself.');
      case 'not-enabled':
        return env.t('The service writes no summary of this meeting. The feature may be turned off for its host.');
    }
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    return env.t('The service cannot be asked at the moment. Try again later.');
  }
}

/** Host, creator and managers fetch, share and delete what a service has written; the rules of the records decide. */
export const summaryRoutes = [
  route({
    method: 'POST',
    path: '/app/meetings/:id/summary',
    auth: 'user',
    summary: 'Asks the video service for the summary of a meeting',
    params: byId,
    limits: [{ name: 'meetings.summary', per: 'account', max: 20, window: 60 }],
    handler: async (env: MeetingsEnv, { params: { id } }) => {
      const { host, creator } = await env.model('meeting.event').get(id);
      const mine = env.principal.kind === 'user' && [host, creator].includes(env.principal.person);
      if (!mine && !env.inGroup('meetings.manager') && !env.inGroup('base.admin')) throw fail('ACCESS_DENIED');
      return redirect(await saying(env, pageOf(id), await ask(env, id)));
    },
  }),
  route({
    method: 'POST',
    path: '/app/summaries/:id/share',
    auth: 'user',
    summary: 'Opens a summary to the attendees, or closes it',
    params: byId,
    handler: async (env: MeetingsEnv, { params: { id } }) => {
      const { shared, event } = await env.model('meeting.summary').get(id);
      await env.model('meeting.summary').update(id, { shared: !shared });
      return redirect(await saying(env, pageOf(event), shared ? env.t('Only hosts can read it now.') : env.t('Attendees can read it now.')));
    },
  }),
  route({
    method: 'POST',
    path: '/app/summaries/:id/delete',
    auth: 'user',
    summary: 'Deletes a summary',
    params: byId,
    handler: async (env: MeetingsEnv, { params: { id } }) => {
      const { event } = await env.model('meeting.summary').get(id);
      await env.model('meeting.summary').delete(id);
      return redirect(await saying(env, pageOf(event), env.t('The summary is deleted.')));
    },
  }),
];
