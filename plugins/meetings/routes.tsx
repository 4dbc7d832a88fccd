import { addDays, civilDateOf, type Env, fail, html, redirect, route } from '#core';
import { saying } from '../web/contract.ts';
import { prefilled } from './pages/prefilled.ts';
import { type PlanForm, readPlanForm, toPlan } from './plan-form.ts';
import { lookFirst } from './plan-look.ts';
import { PlanPage } from './plan-page.tsx';
import { fresh, type PlanState, refused, ruleWanted } from './plan-state.ts';
import { type RepeatForm, readRepeatForm } from './series/repeat-form.ts';

/** An hour from nine tomorrow, in the planner's zone, hosted by the planner. */
function emptyForm(env: Env<'meetings'>): PlanForm {
  const { timeZone } = env.preferences;
  const day = addDays(civilDateOf(env.now(), timeZone), 1);
  const host = env.principal.kind === 'user' ? env.principal.person : '';
  return {
    subject: '',
    description: '',
    notes: '',
    host,
    start: `${day}T09:00`,
    end: `${day}T10:00`,
    timeZone,
    rooms: [],
    virtualRoom: '',
    place: '',
    required: [],
    optional: [],
    guests: '',
    reason: '',
  };
}

const NewPage = ({ env, form, state, repeat }: { env: Env<'meetings'>; form: PlanForm; state: PlanState; repeat: RepeatForm }) => (
  <PlanPage env={env} form={form} action="/app/meetings/new" title={env.t('New meeting')} state={state} back="/app/meeting.event" repeat={repeat} />
);

export const routes = [
  route({
    method: 'GET',
    path: '/app/meetings/new',
    auth: 'user',
    summary: 'The form for a new meeting',
    handler: async (env: Env<'meetings'>) => html(<NewPage env={env} form={prefilled(env, emptyForm(env))} state={fresh} repeat={readRepeatForm({})} />),
  }),
  route({
    method: 'POST',
    path: '/app/meetings/new',
    auth: 'user',
    summary: 'Makes a draft',
    handler: async (env: Env<'meetings'>, { raw }) => {
      const form = readPlanForm(raw);
      const repeat = readRepeatForm(raw);
      const looked = await lookFirst(env, raw, { form, repeat });
      if (looked) return html(<NewPage env={env} {...looked} repeat={repeat} />, { status: looked.state.status });
      try {
        const { plan, issues } = toPlan(env, form);
        if (!plan) throw fail('INPUT_INVALID', { issues });
        const rule = ruleWanted(env, repeat, form);
        if (rule !== null) {
          const { id } = await env.service('meetings').makeSeries({ ...plan, rule, exdates: repeat.skip, state: 'draft' });
          return redirect(
            await saying(env, `/app/meetings/series/${id}`, env.t('The dates are saved as drafts. Confirm them to take the time and invite everybody.')),
          );
        }
        const { id } = await env.service('meetings').draft(plan);
        return redirect(await saying(env, `/app/meeting.event/${id}`, env.t('The draft is saved. Confirm it to take the time and invite everybody.')));
      } catch (error) {
        const state = await refused(env, error, form);
        return html(<NewPage env={env} form={form} state={state} repeat={repeat} />, { status: state.status });
      }
    },
  }),
];
