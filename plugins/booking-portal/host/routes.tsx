import { z } from 'zod';
import { type Env, html, instantOf, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { keptLink } from '../links/kept-link.ts';
import { checkLink } from './check-link.ts';
import { CheckPage } from './check-page.tsx';
import { lineOf, QuestionsPage } from './questions-page.tsx';
import { readQuestions } from './read-questions.ts';
import { whyNot } from './why-not.ts';

type PortalEnv = Env<'booking-portal'>;
const HOUR_MS = 3_600_000;
const params = z.object({ id: z.uuid() });

/** For the owner of a link and those who keep all links. */
export const hostRoutes = [
  route({
    method: 'GET',
    path: '/app/booking-links/:id/questions',
    auth: 'user',
    summary: 'What the guests of a link are asked',
    params,
    handler: async (env: PortalEnv, request) => {
      const link = await keptLink(env, request.params.id);
      return html(<QuestionsPage env={env} link={link} lines={link.questions.map(lineOf)} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/booking-links/:id/questions',
    auth: 'user',
    summary: 'Changes what the guests of a link are asked',
    params,
    body: z.looseObject({}),
    handler: async (env: PortalEnv, request) => {
      const link = await keptLink(env, request.params.id);
      const { questions, lines, issues } = readQuestions(
        request.raw,
        () =>
          `q${env
            .random(9)
            .toLowerCase()
            .replaceAll(/[^a-z0-9]/g, '')}`,
      );
      if (issues.length > 0) {
        const said = issues.map(({ path, message }) => ({ path, message: env.t(message as 'Ask at most 20 questions.') }));
        return html(<QuestionsPage env={env} link={link} lines={lines} issues={said} />, { status: 422 });
      }
      await env.model('booking.link').update(link.id, { questions });
      return redirect(await saying(env, `/app/booking.link/${link.id}?tab=form`, env.t('The questions are saved.')));
    },
  }),
  route({
    method: 'GET',
    path: '/app/booking-links/:id/check',
    auth: 'user',
    summary: 'Why a link does not work, and why a time is not free',
    params,
    query: z.object({ at: z.string().max(30).optional() }),
    handler: async (env: PortalEnv, request) => {
      const link = await keptLink(env, request.params.id);
      const typed = request.query.at;
      const asked = typed === undefined ? undefined : instantOf(typed, env.preferences.timeZone);
      const wanted = asked ?? new Date(Math.ceil(env.now().getTime() / HOUR_MS) * HOUR_MS);
      return html(
        <CheckPage
          env={env}
          link={link}
          checks={await checkLink(env, link)}
          wanted={wanted}
          asked={asked !== undefined}
          obstacles={asked ? await whyNot(env, link, asked) : []}
        />,
      );
    },
  }),
];
