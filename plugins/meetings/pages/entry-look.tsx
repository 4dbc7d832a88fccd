import { civilDateOf, type Env, formatRange, formatTime, wallOf } from '#core';
import { Icon } from '../../web/contract.ts';
import type { Stretch } from './on-day.ts';
import type { Shown } from './read-calendar.ts';

/** Colour, icon and word of a state: never the colour alone. */
export const looks = {
  confirmed: { look: 'c1', icon: 'circle-check', word: 'Confirmed' },
  draft: { look: 'c2', icon: 'circle-dashed', word: 'Draft' },
  done: { look: 'c0', icon: 'check', word: 'Done' },
  cancelled: { look: 'c3', icon: 'ban', word: 'Cancelled' },
  busy: { look: 'c7', icon: 'lock', word: 'Busy' },
} as const;

export const timesOf = (env: Env, { start, end }: { start: Date; end: Date }): string =>
  `${formatTime(start, env.preferences.timeZone, env.preferences)} – ${formatTime(end, env.preferences.timeZone, env.preferences)}`;

/** Is it on more than one day of the viewer's calendar? What ends at midnight is not on the next day. */
const onSeveralDays = ({ timeZone }: Env['preferences'], { start, end }: { start: Date; end: Date }): boolean =>
  civilDateOf(start, timeZone) !== civilDateOf(new Date(end.getTime() - 1), timeZone);

/** On one of its days: the part that is on that day. Undefined: it is on that day alone. */
function partOf(env: Env<'meetings'>, { start, end }: { start: Date; end: Date }, { from, to }: Stretch): string | undefined {
  const { preferences } = env;
  if (!onSeveralDays(preferences, { start, end })) return undefined;
  if (to < 1_440) return env.t('until {time}', { time: formatTime(end, preferences.timeZone, preferences) });
  return from === 0 ? env.t('all day') : env.t('from {time}', { time: formatTime(start, preferences.timeZone, preferences) });
}

/** The times of something on one of its days, in a list of that day. */
export const timesOn = (env: Env<'meetings'>, entry: { start: Date; end: Date }, stretch: Stretch): string =>
  partOf(env, entry, stretch) ?? timesOf(env, entry);

/** Title, state and whose time it is, in one line for titles and screen readers. */
export function wordsOf(env: Env<'meetings'>, entry: Shown): string {
  const state = env.t(looks[entry.state].word);
  const { timeZone } = env.preferences;
  const times = onSeveralDays(env.preferences, entry) ? formatRange(entry.start, entry.end, timeZone, env.preferences) : timesOf(env, entry);
  return [times, entry.title, ...(entry.state === 'busy' ? [] : [state]), ...entry.of, ...entry.rooms].join(', ');
}

/** What a script needs to move a meeting: ids and wall times on the viewer's clock. */
export function moveData(env: Env, entry: Shown): Record<string, string> {
  const { timeZone } = env.preferences;
  if (!entry.id || !entry.movable) return {};
  return {
    'data-meeting': entry.id,
    'data-version': String(entry.version),
    'data-title': entry.title,
    'data-start': wallOf(entry.start, timeZone),
    'data-end': wallOf(entry.end, timeZone),
  };
}

/** One entry of a grid; leads to the meeting where the viewer may read it. */
export function Entry({
  env,
  entry,
  stretch,
  id,
  placed,
  quiet,
}: {
  env: Env<'meetings'>;
  entry: Shown;
  /** Its part of the day that is shown. */
  stretch?: Stretch;
  id?: string;
  placed?: boolean;
  /** Beside a table that says the same: out of the order of the keys, and not moved from here. */
  quiet?: boolean;
}) {
  const { look, icon } = looks[entry.state];
  const hint = wordsOf(env, entry);
  const kind = `entry ${look}${placed ? ' placed-entry' : ''}${entry.state === 'draft' ? ' draft' : ''}${entry.state === 'busy' ? ' busy' : ''}`;
  const inside = (
    <>
      <Icon name={icon} />
      <time datetime={entry.start.toISOString()}>
        {(stretch && partOf(env, entry, stretch)) ?? formatTime(entry.start, env.preferences.timeZone, env.preferences)}
      </time>{' '}
      <span>{entry.title}</span>
      <span class="visually-hidden">{`, ${hint}`}</span>
      {entry.of.length > 0 ? <small>{entry.of.join(', ')}</small> : null}
      {placed && entry.movable && !quiet ? <span class="grip" data-grip /> : null}
    </>
  );
  return entry.id ? (
    <a
      id={id}
      class={kind}
      href={`/app/meeting.event/${entry.id}`}
      title={hint}
      draggable="false"
      tabindex={quiet ? -1 : undefined}
      {...(quiet ? {} : moveData(env, entry))}
    >
      {inside}
    </a>
  ) : (
    <span id={id} class={kind} title={hint}>
      {inside}
    </span>
  );
}

export function Legend({ env }: { env: Env<'meetings'> }) {
  return (
    <ul class="legend row">
      {(['confirmed', 'draft', 'done', 'busy'] as const).map((state) => (
        <li class={looks[state].look}>
          <span class="swatch" /> <Icon name={looks[state].icon} /> {env.t(looks[state].word)}
        </li>
      ))}
    </ul>
  );
}
