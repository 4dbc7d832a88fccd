import type { Env } from '#core';
import { AdminPage, Field, Form, FormActions, Notice, SeenVersion, Select, TextArea, TextField, ZoneSelect } from '../web/contract.ts';
import { ClashList } from './clash-list.tsx';
import { ChangesSince } from './history/changes-since.tsx';
import type { PlanForm } from './plan-form.ts';
import type { PlanClash, PlanState } from './plan-state.ts';
import { NextTimes, RoomsField } from './rooms/rooms-field.tsx';
import { previewClashes } from './series/preview-clashes.ts';
import type { RepeatForm } from './series/repeat-form.ts';
import { previewOf, RepeatSection } from './series/repeat-section.tsx';
import { Several } from './several.tsx';

const MOST = 500;

/** Who and what is taken at the time of the form, and times at which all of it is free. */
function InTheWay({ env, form, clash: { clashes, next } }: { env: Env<'meetings'>; form: PlanForm; clash: PlanClash }) {
  return (
    <Notice kind="warn">
      <p>{env.t('In the way:')}</p>
      <ClashList env={env} clashes={clashes} />
      {next.length > 0 ? (
        <>
          <p>{env.t('Next times at which all of them are free:')}</p>
          <NextTimes env={env} form={form} times={next} />
        </>
      ) : null}
    </Notice>
  );
}

/** Plan or change a meeting: what, when, where, who. */
export async function PlanPage({
  env,
  form,
  action,
  title,
  state,
  back,
  repeat,
  own = { series: null, meeting: undefined },
  version,
  tells = false,
}: {
  env: Env<'meetings'>;
  form: PlanForm;
  action: string;
  title: string;
  state: PlanState;
  back: string;
  /** How it repeats; undefined where it cannot. */
  repeat?: RepeatForm | undefined;
  /** What is changed: a meeting, and the series of which it is a date. */
  own?: { series: string | null; meeting: string | undefined };
  /** The state of the meeting that whoever fills this in knows of. */
  version?: number;
  /** Attendees are told of a change, and may be told why. */
  tells?: boolean;
}) {
  const people = await env.model('base.person').pick({ active: true }, ['name'], { order: ['name'], limit: MOST });
  const virtualRooms = await env.model('meeting.virtual_room').pick({ active: true }, ['name'], { order: ['name'], limit: MOST });
  const choices = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ value: id, label: name }));
  const shown = repeat && state.preview === true ? previewOf(env, repeat, form) : undefined;
  const clashes = shown ? await previewClashes(env, shown.occurrences, shown.minutes, form, own) : undefined;
  const fault = (path: string): string | undefined => state.issues.find((issue) => issue.path === path)?.message;
  const roomsField = await RoomsField({ env, form, found: state.found, error: fault('rooms') });
  const place =
    form.place === undefined ? null : (
      <TextField
        label={env.t('Another place')}
        name="place"
        value={form.place}
        help={env.t('Where there is no room of ours: an address, a restaurant, a customer. Stands in the invitation.')}
        error={fault('place')}
        maxlength={300}
      />
    );
  return (
    <AdminPage env={env} title={title} active="/app/meeting.event">
      <div class="card">
        <Form action={action} problem={state.problem} guarded>
          <SeenVersion version={version} />
          <ChangesSince env={env} changes={state.changes ?? []} />
          {state.clash ? <InTheWay env={env} form={form} clash={state.clash} /> : null}
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
              empty={env.t('No virtual room')}
              error={fault('virtualRoom')}
            />
          </div>
          <div class={state.found ? undefined : 'columns'}>
            {roomsField}
            {place}
          </div>
          <div class="columns">
            <Several env={env} label={env.t('Must be there')} name="required" chosen={form.required} choices={people} error={fault('required')} />
            <Several env={env} label={env.t('May be there')} name="optional" chosen={form.optional} choices={people} />
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
          {tells ? <TextField label={env.t('Reason of the change (told to the attendees)')} name="reason" value={form.reason} maxlength={500} /> : null}
          <FormActions env={env} label={env.t('Save')} back={back} discard />
        </Form>
      </div>
    </AdminPage>
  );
}
