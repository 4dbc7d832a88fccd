import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { JobsPage } from './jobs-page.tsx';

const SHOWN = 100;
const idParam = z.object({ id: z.uuid() });

export const jobsRoutes = [
  route({
    method: 'GET',
    path: '/app/jobs',
    auth: 'group:base.admin',
    summary: 'The job queue and its dead letters',
    async handler(env: Env<'base'>) {
      return html(<JobsPage env={env} lanes={await env.jobs.queue()} dead={await env.jobs.dead(SHOWN)} limit={SHOWN} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/jobs/retry',
    auth: 'group:base.admin',
    summary: 'Runs all dead letters again',
    async handler(env: Env<'base'>) {
      const count = await env.jobs.retryAll();
      return redirect(await saying(env, '/app/jobs', count === 1 ? env.t('One job waits again.') : env.t('{count} jobs wait again.', { count })));
    },
  }),
  route({
    method: 'POST',
    path: '/app/jobs/:id/retry',
    auth: 'group:base.admin',
    summary: 'Runs a dead letter again',
    params: idParam,
    async handler(env: Env<'base'>, { params }) {
      if (!(await env.jobs.retry(params.id))) throw fail('NOT_FOUND');
      return redirect(await saying(env, '/app/jobs', env.t('The job waits again.')));
    },
  }),
  route({
    method: 'POST',
    path: '/app/jobs/:id/discard',
    auth: 'group:base.admin',
    summary: 'Deletes a dead letter',
    params: idParam,
    async handler(env: Env<'base'>, { params }) {
      if (!(await env.jobs.discard(params.id))) throw fail('NOT_FOUND');
      return redirect(await saying(env, '/app/jobs', env.t('The job is discarded.')));
    },
  }),
];
