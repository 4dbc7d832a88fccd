import type { Env, Issue } from '#core';
import { AdminPage, CheckOptions, Form } from '../../web/contract.ts';
import type { Place } from './place.ts';

/** One line of the form, as typed. `which`: ids of rooms, or of one virtual room. `text`: a number, an address, a site. */
export type PlaceLine = { id: string; kind: string; which: readonly string[]; text: string; label: string };

const placesAssets = { styles: [{ plugin: 'booking-portal', file: 'choice.css' }] };

/** Empty lines to write new places into. */
const SPARE = 2;

const kinds: Record<Place['kind'], string> = {
  room: 'Room',
  video: 'Video',
  'phone-guest': 'I call the guest',
  'phone-host': 'The guest calls',
  address: 'Address',
};

export function lineOf(place: Place): PlaceLine {
  const { id, kind, label } = place;
  switch (place.kind) {
    case 'room':
      return { id, kind, label, which: place.rooms, text: place.site };
    case 'video':
      return { id, kind, label, which: [place.virtualRoom], text: '' };
    case 'phone-host':
      return { id, kind, label, which: [], text: place.phone };
    case 'address':
      return { id, kind, label, which: [], text: place.address };
    case 'phone-guest':
      return { id, kind, label, which: [], text: '' };
  }
}

type Named = { id: string; name: string };
type LineProps = {
  env: Env<'booking-portal'>;
  line: PlaceLine;
  at: number;
  rooms: readonly Named[];
  virtualRooms: readonly Named[];
  fault: string | undefined;
};

function Line({ env, line, at, rooms, virtualRooms, fault }: LineProps) {
  const name = (part: string): string => `${part}_${at}`;
  const chosen = new Set(line.which);
  const names = [...rooms, ...virtualRooms].filter(({ id }) => chosen.has(id)).map(({ name: text }) => text);
  const group = (legend: string, list: readonly Named[]) =>
    list.length === 0 ? null : (
      <fieldset>
        <legend>{legend}</legend>
        <CheckOptions name={name('which')} list={list} chosen={chosen} />
      </fieldset>
    );
  return (
    <tr>
      <td data-label={env.t('How')}>
        <input type="hidden" name={name('id')} value={line.id} />
        <select name={name('kind')} aria-label={env.t('How')} aria-invalid={fault ? 'true' : undefined}>
          <option value="">–</option>
          {Object.entries(kinds).map(([kind, label]) => (
            <option value={kind} selected={kind === line.kind}>
              {env.t(label as 'Video')}
            </option>
          ))}
        </select>
        {fault ? <p class="fault">{fault}</p> : null}
      </td>
      <td data-label={env.t('Which rooms')}>
        <details class="which">
          <summary aria-label={`${env.t('Which rooms')}: ${names.join(', ') || env.t('None chosen')}`}>{names.join(', ') || env.t('None chosen')}</summary>
          {group(env.t('Rooms'), rooms)}
          {group(env.t('Virtual rooms'), virtualRooms)}
        </details>
      </td>
      <td data-label={env.t('Number, address or site')}>
        <input name={name('text')} value={line.text} maxlength={300} aria-label={env.t('Number, address or site')} />
      </td>
      <td data-label={env.t('What guests read')}>
        <input name={name('label')} value={line.label} maxlength={120} aria-label={env.t('What guests read')} />
      </td>
    </tr>
  );
}

/** The places among which the guests of a link choose: one line each, empty ones at the end. */
export async function PlacesPage(props: {
  env: Env<'booking-portal'>;
  link: { id: string; name: string };
  lines: readonly PlaceLine[];
  rooms: readonly Named[];
  virtualRooms: readonly Named[];
  issues?: readonly Issue[];
}) {
  const { env, link, lines, rooms, virtualRooms, issues = [] } = props;
  const blank: PlaceLine = { id: '', kind: '', which: [], text: '', label: '' };
  const all = [...lines, ...Array.from({ length: SPARE }, () => blank)];
  return (
    <AdminPage env={env} title={env.t('Places of “{name}”', { name: link.name })} active="/app/booking.link" {...placesAssets}>
      <div class="card places">
        <Form action={`/app/booking-links/${link.id}/places`} problem={issues.length > 0 ? env.t('Some places cannot stand like this.') : undefined} guarded>
          <p class="muted">
            {env.t('Guests choose one of these. Without any it is the room and the virtual room of the link.')}{' '}
            {env.t('Of several rooms in one line a free one is taken; without a room any free one of the site, or of all sites.')}
          </p>
          <div class="scroll">
            <table class="list">
              <thead>
                <tr>
                  {[env.t('How'), env.t('Which rooms'), env.t('Number, address or site'), env.t('What guests read')].map((head) => (
                    <th scope="col">{head}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {all.map((line, at) => (
                  <Line
                    env={env}
                    line={line}
                    at={at}
                    rooms={rooms}
                    virtualRooms={virtualRooms}
                    fault={issues.find(({ path }) => path === `kind_${at}`)?.message}
                  />
                ))}
              </tbody>
            </table>
          </div>
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Save')}
            </button>
            <a class="button" href={`/app/booking.link/${link.id}`}>
              {env.t('Go back')}
            </a>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}
