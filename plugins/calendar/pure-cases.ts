import { z } from 'zod';
import { instantOf, isCivilDate, isZone, wallOf } from '#core';
import { acceptance, allDay } from './acceptance.ts';
import type { SlotRule } from './contract.ts';
import { gridStarts } from './grid.ts';
import { groupByDay } from './group.ts';
import { clip, intersect, type Span, subtract } from './ranges.ts';
import { scheduleRanges } from './schedule-ranges.ts';
import { overridesSchema, travelSchema, weeklySchema } from './schedule-shape.ts';
import { margin, slotStarts } from './slots.ts';

const instant = z.iso.datetime({ error: 'write an instant such as 2027-01-04T09:00:00Z' }).transform((text) => Date.parse(text));
const span = z.tuple([instant, instant]).transform((pair): Span => pair);
const spans = z.array(span);
const zone = z.string().refine(isZone, 'is no IANA zone');
const minutes = z.number().int().min(0);
const schedule = z.strictObject({
  weekly: z.array(z.strictObject(weeklySchema.element.shape)),
  overrides: z.array(z.strictObject(overridesSchema.element.shape)).optional(),
  travel: z.array(z.strictObject(travelSchema.element.shape)).optional(),
});
const buffers = z.strictObject({ beforeMin: minutes.default(0), afterMin: minutes.default(0) });
const eventType = z.strictObject({
  durationMin: minutes.min(1),
  stepMin: minutes.min(1),
  bufferBeforeMin: minutes.default(0),
  bufferAfterMin: minutes.default(0),
  minNoticeMin: minutes.default(0),
  grid: z.enum(['range', 'clock']),
  window: z.strictObject({ type: z.literal('rolling'), days: minutes, count: z.enum(['calendar', 'business']) }).optional(),
});

/** Without milliseconds, as the cases are written. */
const show = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const showSpans = (list: readonly Span[]): string[][] => list.map(([start, end]) => [show(start), show(end)]);

type Got = Record<string, unknown>;
type PureCase = (input: unknown) => Got;

const pure =
  <S extends z.ZodType>(schema: S, run: (input: z.output<S>) => Got): PureCase =>
  (input) =>
    run(schema.parse(input));

const wall = (local: string, timeZone: string): Date => {
  const found = instantOf(local, timeZone);
  if (!found) throw new RangeError(`${JSON.stringify(local)} is no wall time`);
  return found;
};

/** The operations that need nothing but computing: input as in the vocabulary (`test/cases/README.md`), through the engine that serves the booking pages. */
export const pureCases: Readonly<Record<string, PureCase>> = {
  slots: pure(
    z.strictObject({
      op: z.literal('slots'),
      now: instant,
      timeZone: zone,
      viewerTimeZone: zone,
      schedule,
      eventType,
      busy: spans,
      from: instant,
      to: instant,
      busyKeepsGrid: z.boolean().default(false),
      bufferPolicy: z.enum(['additive', 'max']).default('max'),
      busyBuffers: buffers.default({ beforeMin: 0, afterMin: 0 }),
    }),
    ({ eventType: { window, ...rest }, busyBuffers, ...input }) => {
      const rule: SlotRule = { ...rest, ...(window ? { window } : {}), busyKeepsGrid: input.busyKeepsGrid, bufferPolicy: input.bufferPolicy };
      const starts = slotStarts({
        open: scheduleRanges(input.schedule, input.timeZone, input.from - margin, input.to + margin),
        busy: input.busy.map((during) => ({ during, bufferBefore: busyBuffers.beforeMin, bufferAfter: busyBuffers.afterMin })),
        rule,
        now: input.now,
        viewerTimeZone: input.viewerTimeZone,
        gridTimeZone: input.timeZone,
        from: input.from,
        to: input.to,
      }).map(show);
      return { slots: starts, count: starts.length, first: starts[0] ?? null, last: starts[starts.length - 1] ?? null };
    },
  ),

  ranges: pure(
    z.strictObject({ op: z.literal('ranges'), timeZone: zone, schedule, from: instant, to: instant }),
    ({ timeZone, schedule: hours, from, to }) => ({
      ranges: showSpans(scheduleRanges(hours, timeZone, from, to)),
    }),
  ),

  subtract: pure(z.strictObject({ op: z.literal('subtract'), ranges: spans, exclude: spans }), ({ ranges, exclude }) => ({
    ranges: showSpans(subtract(ranges, exclude)),
  })),

  intersect: pure(z.strictObject({ op: z.literal('intersect'), sets: z.array(spans) }), ({ sets }) => ({ ranges: showSpans(intersect(sets)) })),

  'ranges-intersect': pure(
    z.strictObject({ op: z.literal('ranges-intersect'), members: z.array(z.strictObject({ timeZone: zone, schedule })), from: instant, to: instant }),
    ({ members, from, to }) => ({
      ranges: showSpans(clip(intersect(members.map((member) => scheduleRanges(member.schedule, member.timeZone, from, to))), from, to)),
    }),
  ),

  grid: pure(
    z.strictObject({ op: z.literal('grid'), origin: instant, end: instant, durationMin: minutes.min(1), stepMin: minutes.min(1), free: spans }),
    (input) => ({
      slots: gridStarts(input).map(show),
    }),
  ),

  group: pure(z.strictObject({ op: z.literal('group'), viewerTimeZone: zone, slots: z.array(instant) }), ({ viewerTimeZone, slots }) => ({
    days: groupByDay(
      slots.map((at) => new Date(at)),
      viewerTimeZone,
    ),
  })),

  convert: pure(z.strictObject({ op: z.literal('convert'), local: z.string(), timeZone: zone, to: z.array(zone) }), ({ local, timeZone, to }) => {
    const at = wall(local, timeZone);
    return { local: Object.fromEntries(to.map((name) => [name, wallOf(at, name)])) };
  }),

  'local-to-utc': pure(z.strictObject({ op: z.literal('local-to-utc'), local: z.string(), timeZone: zone }), ({ local, timeZone }) => ({
    utc: show(wall(local, timeZone).getTime()),
  })),

  accept: pure(
    z.strictObject({
      op: z.literal('accept'),
      timeZone: zone,
      type: schedule,
      resource: schedule,
      existing: spans,
      booking: span,
      allDayDate: z.string().refine(isCivilDate, 'is no date').optional(),
    }),
    ({ timeZone, type, resource, existing, booking, allDayDate }) => ({
      ...acceptance({
        timeZone,
        schedules: [type, resource],
        existing: [...existing, ...(allDayDate ? allDay(allDayDate, timeZone) : [])],
        booking,
      }),
    }),
  ),
};
