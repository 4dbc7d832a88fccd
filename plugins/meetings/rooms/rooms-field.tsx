import { type Env, formatDateTime, formatRange, wallOf } from '#core';
import { Icon, Notice } from '../../web/contract.ts';
import type { PlanForm } from '../plan-form.ts';
import { timesOf } from '../plan-state.ts';
import { Several } from '../several.tsx';
import { WarningList } from '../warning-list.tsx';
import type { Found } from './find-room.ts';
import { roomChoices } from './room-choices.ts';

type Room = { id: string; name: string; why: string | undefined };

function Ticks({ label, rooms, chosen }: { label: string; rooms: readonly Room[]; chosen: readonly string[] }) {
  return (
    <fieldset class="field">
      <legend class="small">{label}</legend>
      <div class="choices">
        {rooms.map(({ id, name, why }) => (
          <label>
            <input type="checkbox" name="rooms" value={id} checked={chosen.includes(id)} /> <span>{why ? `${name} · ${why}` : name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Next times as buttons of the form: each puts its time, and its room, into the form. */
export function NextTimes({
  env,
  form,
  times,
}: {
  env: Env<'meetings'>;
  form: PlanForm;
  times: readonly { start: Date; room?: { id: string; name: string } }[];
}) {
  return (
    <div class="row">
      {times.map(({ start, room }) => (
        <button type="submit" name="at" value={[wallOf(start, form.timeZone), room?.id ?? ''].join(' ').trim()} formnovalidate>
          {[formatDateTime(start, form.timeZone, env.preferences), room?.name].filter(Boolean).join(' · ')}
        </button>
      ))}
    </div>
  );
}

/** The rooms of a meeting to tick; once somebody has asked, those that are free then come first, and the others say why not. */
export async function RoomsField({ env, form, found, error }: { env: Env<'meetings'>; form: PlanForm; found: Found | undefined; error: string | undefined }) {
  const rooms = await roomChoices(env, form.rooms);
  const find = (
    <p class="after-choices">
      <button type="submit" name="find" value="1" formnovalidate>
        <Icon name="search" /> <span>{env.t('Find a free room for this time')}</span>
      </button>
    </p>
  );
  const times = timesOf(form);
  if (!found || !times) {
    return (
      <div>
        <Several env={env} label={env.t('Rooms')} name="rooms" chosen={form.rooms} choices={rooms} error={error} />
        {find}
      </div>
    );
  }
  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  const free = found.free.flatMap(({ id, why }): Room[] => {
    const name = names.get(id);
    return name === undefined ? [] : [{ id, name, why: why.join(', ') }];
  });
  const reasons = new Map(found.others.map(({ id, why }) => [id, why]));
  const others = rooms.filter(({ id }) => !free.some((room) => room.id === id)).map((room): Room => ({ ...room, why: reasons.get(room.id) }));
  return (
    <section class="form" id="found">
      <h2>{env.t('Rooms')}</h2>
      <p>{formatRange(times.start, times.end, form.timeZone, env.preferences)}</p>
      {error ? <p class="fault">{error}</p> : null}
      <WarningList lead={env.t('Not everybody is free then:')} lines={found.persons} />
      {found.over ? <Notice kind="warn">{env.t('That time is over. Take one of the times below.')}</Notice> : null}
      {found.over || free.length > 0 ? null : <Notice kind="warn">{env.t('No room is free then. Take one of the times below, or ask for less.')}</Notice>}
      {free.length > 0 ? <Ticks label={env.t('Free')} rooms={free} chosen={form.rooms} /> : null}
      {others.length > 0 ? (
        <details open={free.length === 0 || others.some(({ id }) => form.rooms.includes(id))}>
          <summary>{env.t('Other rooms')}</summary>
          <Ticks label={env.t('Why not the others')} rooms={others} chosen={form.rooms} />
        </details>
      ) : null}
      {found.next.length > 0 ? (
        <>
          <p>{env.t('Next times at which a room and all people are free')}</p>
          <NextTimes env={env} form={form} times={found.next} />
        </>
      ) : null}
      {find}
    </section>
  );
}
