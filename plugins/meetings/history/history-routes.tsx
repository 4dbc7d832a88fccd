import { z } from 'zod';
import { type Env, html, route } from '#core';
import { HistoryPage } from './history-page.tsx';

const line = z
  .union([z.literal(''), z.uuid()])
  .catch('')
  .default('');

export const historyRoutes = [
  route({
    method: 'GET',
    path: '/app/meetings/:id/history',
    auth: 'user',
    summary: 'Who changed what about a meeting, and when; two versions compared',
    params: z.object({ id: z.uuid() }),
    query: z.object({ a: line, b: line, before: line }),
    handler: async (env: Env<'meetings'>, { params: { id }, query }) => html(<HistoryPage env={env} id={id} {...query} />),
  }),
];
