import type { AnyDomain, Env } from '#core';
import { type Period, placesOf, type Span } from '../period.ts';
import { during, placeColumn, placing, type Report, share, total } from '../report.ts';

const takesPlace = new Set(['confirmed', 'done']);

/** Somebody said that nobody came, or a room was let go because nobody checked in at its door. */
const nobodyCame: AnyDomain = { $or: [{ noShowAt: { ne: null } }, { rooms: { some: { releasedAt: { ne: null } } } }] };

async function numbers(env: Env<'reports'>, span: Span) {
  const events = env.model('meeting.event');
  const [made, states, missed] = [
    await events.group({ createdAt: during(span) }, ['origin']),
    await events.group({ start: during(span) }, ['state']),
    await events.count({ $and: [{ start: during(span) }, nobodyCame] }),
  ];
  return {
    made: total(made),
    portal: total(made.filter(({ origin }) => origin === 'portal')),
    planned: total(states.filter(({ state }) => takesPlace.has(state))),
    cancelled: total(states.filter(({ state }) => state === 'cancelled')),
    missed,
  };
}

/** Meetings made in the period; and of those that begin in it, what became of them. */
export const meetingsReport: Report = {
  name: 'meetings',
  icon: 'calendar-days',
  title: (env) => env.t('Meetings'),
  help: (env) => env.t('Meetings made in the period, and what became of those that begin in it.'),
  load: async (env, period: Period) => {
    const events = env.model('meeting.event');
    const made = await events.group({ createdAt: during(period) }, ['createdAt', 'origin'], { every: { createdAt: period.every }, ...placing(period) });
    const begun = await events.group({ start: during(period) }, ['start', 'state'], { every: { start: period.every }, ...placing(period) });
    const missed = await events.group({ $and: [{ start: during(period) }, nobodyCame] }, ['start'], {
      every: { start: period.every },
      ...placing(period),
    });
    const before = await numbers(env, period.before);
    const places = placesOf(period);
    const madeRows = places.map((place) => {
      const here = made.filter(({ createdAt }) => createdAt === place);
      const portal = total(here.filter(({ origin }) => origin === 'portal'));
      return [place, total(here), portal, total(here) - portal];
    });
    const begunRows = places.map((place) => {
      const here = begun.filter(({ start }) => start === place);
      const planned = total(here.filter(({ state }) => takesPlace.has(state)));
      const cancelled = total(here.filter(({ state }) => state === 'cancelled'));
      return [place, planned, cancelled, share(cancelled, planned + cancelled), total(missed.filter(({ start }) => start === place))];
    });
    const planned = total(begun.filter(({ state }) => takesPlace.has(state)));
    const cancelled = total(begun.filter(({ state }) => state === 'cancelled'));
    return {
      figures: [
        { label: env.t('Meetings made'), kind: 'count', value: total(made), before: before.made },
        { label: env.t('Booked by guests'), kind: 'count', value: total(made.filter(({ origin }) => origin === 'portal')), before: before.portal },
        { label: env.t('Take place'), kind: 'count', value: planned, before: before.planned },
        { label: env.t('Cancelled'), kind: 'count', value: cancelled, before: before.cancelled },
        {
          label: env.t('Share cancelled'),
          kind: 'percent',
          value: share(cancelled, planned + cancelled),
          before: share(before.cancelled, before.planned + before.cancelled),
        },
        { label: env.t('Nobody came'), kind: 'count', value: total(missed), before: before.missed },
      ],
      parts: [
        {
          name: 'made',
          title: env.t('Meetings made'),
          columns: [
            placeColumn(env, period),
            { label: env.t('Meetings made'), kind: 'count' },
            { label: env.t('Booked by guests'), kind: 'count' },
            { label: env.t('Made by colleagues'), kind: 'count' },
          ],
          rows: madeRows,
          chart: { type: 'bar', column: 1 },
          empty: env.t('No meeting was made in this period.'),
        },
        {
          name: 'begin',
          title: env.t('Meetings that begin'),
          help: env.t(
            'By the day on which they begin. Nobody came where the host says so on the page of the meeting, or where nobody checked in at the room’s door.',
          ),
          columns: [
            placeColumn(env, period),
            { label: env.t('Take place'), kind: 'count' },
            { label: env.t('Cancelled'), kind: 'count' },
            { label: env.t('Share cancelled'), kind: 'percent' },
            { label: env.t('Nobody came'), kind: 'count' },
          ],
          rows: begunRows,
          chart: { type: 'bar', column: 1 },
          empty: env.t('No meeting begins in this period.'),
        },
      ],
    };
  },
};
