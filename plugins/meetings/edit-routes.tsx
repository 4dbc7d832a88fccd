import { z } from 'zod';
import { civilDateOf, type Env, fail, html, type Row, redirect, route, wallOf } from '#core';
import { saying, seenIn } from '../web/contract.ts';
import { conflictOf, onSeenVersion } from './history/on-seen-version.ts';
import { assertMayChange } from './may-change.ts';
import { atTimesOfAddress } from './pages/prefilled.ts';
import { type PlanForm, readPlanForm, toPlan } from './plan-form.ts';
import { lookFirst, withFreeRooms } from './plan-look.ts';
import { PlanPage } from './plan-page.tsx';
import { fresh, type PlanState, refused, ruleWanted } from './plan-state.ts';
import { formOfRule, type RepeatForm, readRepeatForm } from './series/repeat-form.ts';
import { storedRule } from './series/rule-ends.ts';

async function formOf(env: Env<'meetings'>, event: Row<'meetings', 'meeting.event'>): Promise<PlanForm> {
  const { id } = event;
  const rooms = await env.model('meeting.event_room').find({ event: id });
  const attendees = await env.model('meeting.attendee').find({ event: id });
  const inside = (role: string) => attendees.flatMap((attendee) => (attendee.person && attendee.role === role ? [attendee.person] : []));
  return {
    subject: event.subject,
    description: event.description ?? '',
    notes: event.notes ?? '',
    host: event.host,
    start: wallOf(event.start, event.timeZone),
    end: wallOf(event.end, event.timeZone),
    timeZone: event.timeZone,
    rooms: rooms.map(({ room }) => room),
    virtualRoom: event.virtualRoom ?? '',
    place: event.locationKind === null || event.locationKind === 'address' ? (event.location ?? '') : undefined,
    required: inside('required'),
    optional: inside('optional'),
    guests: attendees
      .filter(({ person }) => person === null)
      .map(({ name, email: address }) => `${name} <${address}>`)
      .join('\n'),
    reason: '',
  };
}

/** How this date's series repeats, as the form shows it; a single meeting does not, until somebody says how. Undefined where it cannot: a guest's booking. */
async function repeatOf(env: Env<'meetings'>, { series, recurrence, wallStart, origin }: Row<'meetings', 'meeting.event'>): Promise<RepeatForm | undefined> {
  const [found] = series ? await env.asPlugin().model('meeting.series').find({ id: series }) : [];
  if (!found) return origin === 'portal' ? undefined : readRepeatForm({});
  const rule = storedRule(found);
  return formOfRule(rule, found.rule, (recurrence ?? wallStart).slice(0, 10), rule.until ? civilDateOf(rule.until, found.timeZone) : undefined);
}

/** Others know of it already, and are told what is another now. */
const tells = ({ state, origin }: Row<'meetings', 'meeting.event'>): boolean => state === 'confirmed' || origin === 'portal';

const byId = z.object({ id: z.uuid() });

export const editRoutes = [
  route({
    method: 'GET',
    path: '/app/meetings/:id/edit',
    auth: 'user',
    summary: 'The form of a meeting',
    params: byId,
    query: z.looseObject({ find: z.string().max(1).optional() }),
    handler: async (env: Env<'meetings'>, { params: { id }, query }) => {
      await assertMayChange(env, id, 'change');
      const event = await env.model('meeting.event').get(id);
      const [form, repeat] = [atTimesOfAddress(env, await formOf(env, event)), await repeatOf(env, event)];
      const state = query.find ? await withFreeRooms(env, form, id) : fresh;
      const address = `/app/meetings/${id}/edit`;
      return html(
        <PlanPage
          env={env}
          form={form}
          action={address}
          title={event.subject}
          state={state}
          back={`/app/meeting.event/${id}`}
          repeat={repeat}
          own={{ series: event.series, meeting: id }}
          version={event.version}
          tells={tells(event)}
        />,
      );
    },
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/edit',
    auth: 'user',
    summary: 'Changes a meeting; attendees are told when it is confirmed',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id }, raw }) => {
      const typed = readPlanForm(raw);
      const event = await env.model('meeting.event').get(id);
      const { version: newest, subject, series, origin } = event;
      const seen = seenIn(raw);
      const repeat = series || origin !== 'portal' ? readRepeatForm(raw) : undefined;
      const page = (form: PlanForm, state: PlanState, version = seen ?? newest) =>
        html(
          <PlanPage
            env={env}
            form={form}
            action={`/app/meetings/${id}/edit`}
            title={subject}
            state={state}
            back={`/app/meeting.event/${id}`}
            repeat={repeat}
            own={{ series, meeting: id }}
            version={version}
            tells={tells(event)}
          />,
          { status: state.status },
        );
      const looked = await lookFirst(env, raw, { form: typed, repeat, meeting: id });
      if (looked) return page(looked.form, looked.state);
      try {
        const { plan, issues } = toPlan(env, typed);
        if (!plan) throw fail('INPUT_INVALID', { issues });
        if (repeat && series === null && repeat.repeat !== 'none') {
          const rule = ruleWanted(env, repeat, typed);
          if (rule === null) throw fail('INPUT_INVALID');
          const made = await onSeenVersion(env, id, seen, (at) => env.service('meetings').repeat({ ...plan, rule, exdates: repeat.skip, ...at }));
          return redirect(await saying(env, `/app/meetings/series/${made.series}`, env.t('The meeting repeats from now on.')));
        }
        if (repeat && series !== null && (repeat.scope === 'following' || repeat.scope === 'all')) {
          const rule = ruleWanted(env, repeat, typed);
          if (rule === null) throw fail('INPUT_INVALID', { issues: [{ path: 'repeat', message: env.t('Choose how it repeats.') }] });
          const { scope, skip: exdates } = repeat;
          const changed = await onSeenVersion(env, id, seen, (at) =>
            env.service('meetings').reviseSeries({ ...plan, rule, exdates, ...at, scope, reason: typed.reason }),
          );
          return redirect(await saying(env, `/app/meetings/series/${changed.series}`, env.t('Saved.')));
        }
        const { warnings = [] } = await onSeenVersion(env, id, seen, (at) => env.service('meetings').revise({ ...plan, ...at, reason: typed.reason }));
        const more = warnings.length > 0 ? ` ${env.t('Taken already: {names}.', { names: warnings.join('; ') })}` : '';
        return redirect(await saying(env, `/app/meeting.event/${id}`, `${env.t('Saved.')}${more}`));
      } catch (error) {
        return page(typed, await refused(env, error, typed, id), conflictOf(error)?.version);
      }
    },
  }),
];
