import { z } from 'zod';
import { AtriumError, addDays, civilDateOf, type Env, fail, html, type Issue, type Row, redirect, route, wallOf } from '#core';
import { AdminPage, Field, Form, FormActions, Select, saying, TextArea, TextField, ZoneSelect } from '../web/contract.ts';
import { prefilled } from './pages/prefilled.ts';
import { type PlanForm, readPlanForm, toPlan } from './plan-form.ts';
import { findAddress, roomChoices } from './rooms/room-choices.ts';
import { type TakenDate, takenOf } from './series/clash-dates.tsx';
import { previewClashes } from './series/preview-clashes.ts';
import { formOfRule, type RepeatForm, readRepeatForm, ruleOfForm } from './series/repeat-form.ts';
import { previewOf, RepeatSection } from './series/repeat-section.tsx';
import { storedRule } from './series/rule-ends.ts';

type State = { problem: string | undefined; issues: readonly Issue[]; status: number; taken?: readonly TakenDate[]; preview?: boolean };
const fresh: State = { problem: undefined, issues: [], status: 200 };

const MOST = 500;

/** Any number of a list: boxes to tick, so that nobody has to hold a key. */
function Several({
  label,
  name,
  chosen,
  choices,
  error,
}: {
  label: string;
  name: string;
  chosen: readonly string[];
  choices: readonly { id: string; name: string }[];
  error?: string | undefined;
}) {
  return (
    <fieldset class={error ? 'field wrong' : 'field'}>
      <legend class="small">{label}</legend>
      <div class="choices">
        {choices.map((choice) => (
          <label>
            <input type="checkbox" name={name} value={choice.id} checked={chosen.includes(choice.id)} /> {choice.name}
          </label>
        ))}
      </div>
      {error ? <p class="fault">{error}</p> : null}
    </fieldset>
  );
}

/** Plan or change a meeting: what, when, where, who. */
async function PlanPage({
  env,
  form,
  action,
  title,
  state,
  back,
  repeat,
  own = { series: null, meeting: undefined },
}: {
  env: Env<'meetings'>;
  form: PlanForm;
  action: string;
  title: string;
  state: State;
  back: string;
  /** How it repeats; undefined where it cannot. */
  repeat?: RepeatForm | undefined;
  /** What is changed: a meeting, and the series of which it is a date. */
  own?: { series: string | null; meeting: string | undefined };
}) {
  const people = await env.model('base.person').pick({ active: true }, ['name'], { order: ['name'], limit: MOST });
  const rooms = await roomChoices(env, form.rooms);
  const virtualRooms = await env.model('meeting.virtual_room').pick({ active: true }, ['name'], { order: ['name'], limit: MOST });
  const choices = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ value: id, label: name }));
  const shown = repeat && state.preview === true ? previewOf(env, repeat, form) : undefined;
  const clashes = shown ? await previewClashes(env, shown.occurrences, shown.minutes, form, own) : undefined;
  const fault = (path: string): string | undefined => state.issues.find((issue) => issue.path === path)?.message;
  return (
    <AdminPage env={env} title={title} active="/app/meeting.event">
      <div class="card">
        <Form action={action} problem={state.problem} guarded>
          <TextField label={env.t('Subject')} name="subject" value={form.subject} error={fault('subject')} required maxlength={200} />
          <div class="columns">
            <TextField label={env.t('Start')} name="start" type="datetime-local" value={form.start} error={fault('start')} required />
            <TextField label={env.t('End')} name="end" type="datetime-local" value={form.end} error={fault('end')} required />
          </div>
          <Field label={env.t('Time zone')} name="timeZone" help={env.t('Start and end are read on this clock.')} error={fault('timeZone')}>
            <ZoneSelect name="timeZone" value={form.timeZone} now={env.now()} />
          </Field>
          {repeat ? (
            <RepeatSection
              env={env}
              repeat={repeat}
              times={form}
              issues={state.issues}
              preview={state.preview === true}
              scoped={own.series !== null}
              taken={state.taken ?? []}
              clashes={clashes}
            />
          ) : null}
          <div class="columns">
            <Select label={env.t('Host')} name="host" value={form.host} choices={choices(people)} error={fault('host')} required />
            <Select
              label={env.t('Virtual room')}
              name="virtualRoom"
              value={form.virtualRoom}
              choices={choices(virtualRooms)}
              empty={env.t('None')}
              error={fault('virtualRoom')}
            />
          </div>
          <div class="columns">
            <div>
              <Several label={env.t('Rooms')} name="rooms" chosen={form.rooms} choices={rooms} error={fault('rooms')} />
              <p class="help">
                <a href={findAddress(form)}>{env.t('Find a free room for this time')}</a>
              </p>
            </div>
            <Several label={env.t('Must be there')} name="required" chosen={form.required} choices={people} error={fault('required')} />
            <Several label={env.t('May be there')} name="optional" chosen={form.optional} choices={people} />
          </div>
          <TextArea label={env.t('Guests')} name="guests" value={form.guests} help={env.t('One a line: Name <address>.')} error={fault('guests')} rows={3} />
          <TextArea label={env.t('Description')} name="description" value={form.description} help={env.t('Stands in the invitation.')} />
          <TextArea
            label={env.t('Internal notes')}
            name="notes"
            value={form.notes}
            help={env.t('Read by whoever takes part and has an account here; never sent.')}
            error={fault('notes')}
          />
          <FormActions env={env} label={env.t('Save')} back={back} discard />
        </Form>
      </div>
    </AdminPage>
  );
}

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
    required: [],
    optional: [],
    guests: '',
  };
}

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
    required: inside('required'),
    optional: inside('optional'),
    guests: attendees
      .filter(({ person }) => person === null)
      .map(({ name, email: address }) => `${name} <${address}>`)
      .join('\n'),
  };
}

/** Shows the form again with what was wrong; what is no refusal goes on. */
function refused(env: Env, error: unknown): State {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  return {
    problem: env.t(error.message),
    issues: error.issues.map(({ path, message }) => ({ path, message: env.t(message) })),
    status: error.status,
    taken: takenOf(error),
  };
}

/** The rule of the form. @throws INPUT_INVALID */
function ruleWanted(env: Env<'meetings'>, repeat: RepeatForm, form: PlanForm): string | null {
  const { rule, issues } = ruleOfForm(env, repeat, form.start, form.timeZone);
  if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
  return rule;
}

/** How this date's series repeats, as the form shows it; a single meeting does not, until somebody says how. Undefined where it cannot: a guest's booking. */
async function repeatOf(env: Env<'meetings'>, { series, recurrence, wallStart, origin }: Row<'meetings', 'meeting.event'>): Promise<RepeatForm | undefined> {
  const [found] = series ? await env.asPlugin().model('meeting.series').find({ id: series }) : [];
  if (!found) return origin === 'portal' ? undefined : readRepeatForm({});
  const rule = storedRule(found);
  return formOfRule(rule, found.rule, (recurrence ?? wallStart).slice(0, 10), rule.until ? civilDateOf(rule.until, found.timeZone) : undefined);
}

const byId = z.object({ id: z.uuid() });

export const routes = [
  route({
    method: 'GET',
    path: '/app/meetings/new',
    auth: 'user',
    summary: 'The form for a new meeting',
    handler: async (env: Env<'meetings'>) =>
      html(
        <PlanPage
          env={env}
          form={prefilled(env, emptyForm(env))}
          action="/app/meetings/new"
          title={env.t('New meeting')}
          state={fresh}
          back="/app/meeting.event"
          repeat={readRepeatForm({})}
        />,
      ),
  }),
  route({
    method: 'POST',
    path: '/app/meetings/new',
    auth: 'user',
    summary: 'Makes a draft',
    handler: async (env: Env<'meetings'>, { raw }) => {
      const form = readPlanForm(raw);
      const repeat = readRepeatForm(raw);
      if (raw.preview !== undefined) {
        const shown = { ...fresh, issues: ruleOfForm(env, repeat, form.start, form.timeZone).issues, preview: true };
        return html(
          <PlanPage env={env} form={form} action="/app/meetings/new" title={env.t('New meeting')} state={shown} back="/app/meeting.event" repeat={repeat} />,
        );
      }
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
        const state = refused(env, error);
        return html(
          <PlanPage env={env} form={form} action="/app/meetings/new" title={env.t('New meeting')} state={state} back="/app/meeting.event" repeat={repeat} />,
          { status: state.status },
        );
      }
    },
  }),
  route({
    method: 'GET',
    path: '/app/meetings/:id/edit',
    auth: 'user',
    summary: 'The form of a meeting',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id } }) => {
      const event = await env.model('meeting.event').get(id);
      const [form, repeat] = [await formOf(env, event), await repeatOf(env, event)];
      const address = `/app/meetings/${id}/edit`;
      return html(
        <PlanPage
          env={env}
          form={form}
          action={address}
          title={event.subject}
          state={fresh}
          back={`/app/meeting.event/${id}`}
          repeat={repeat}
          own={{ series: event.series, meeting: id }}
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
      const form = readPlanForm(raw);
      const { version, subject, series, origin } = await env.model('meeting.event').get(id);
      const repeat = series || origin !== 'portal' ? readRepeatForm(raw) : undefined;
      const page = (state: State) =>
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
          />,
          { status: state.status },
        );
      if (repeat && raw.preview !== undefined) return page({ ...fresh, issues: ruleOfForm(env, repeat, form.start, form.timeZone).issues, preview: true });
      try {
        const { plan, issues } = toPlan(env, form);
        if (!plan) throw fail('INPUT_INVALID', { issues });
        if (repeat && series === null && repeat.repeat !== 'none') {
          const rule = ruleWanted(env, repeat, form);
          if (rule === null) throw fail('INPUT_INVALID');
          const made = await env.service('meetings').repeat({ ...plan, rule, exdates: repeat.skip, id, version });
          return redirect(await saying(env, `/app/meetings/series/${made.series}`, env.t('The meeting repeats from now on.')));
        }
        if (repeat && series !== null && (repeat.scope === 'following' || repeat.scope === 'all')) {
          const rule = ruleWanted(env, repeat, form);
          if (rule === null) throw fail('INPUT_INVALID', { issues: [{ path: 'repeat', message: env.t('Choose how it repeats.') }] });
          const changed = await env.service('meetings').reviseSeries({ ...plan, rule, exdates: repeat.skip, id, version, scope: repeat.scope });
          return redirect(await saying(env, `/app/meetings/series/${changed.series}`, env.t('Saved.')));
        }
        const { warnings = [] } = await env.service('meetings').revise({ ...plan, id, version });
        const more = warnings.length > 0 ? ` ${env.t('Taken already: {names}.', { names: warnings.join('; ') })}` : '';
        return redirect(await saying(env, `/app/meeting.event/${id}`, `${env.t('Saved.')}${more}`));
      } catch (error) {
        return page(refused(env, error));
      }
    },
  }),
];
