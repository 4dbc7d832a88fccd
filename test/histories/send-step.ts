import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type Answered, ask } from '../fixture/ask.ts';
import { type Change, type Creation, isCreation, type Outcome, type Step } from './history.ts';
import { size } from './plan-history.ts';
import { emailOf, nameOf, slotEnd, slotStart } from './slots.ts';

/** Ids, addresses of booking pages, and the sessions of those who manage. */
export type Company = { people: readonly string[]; rooms: readonly string[]; links: readonly string[]; cookies: readonly string[] };

/** What clients have heard of what a creation made. */
export type Known = { manage?: string; meeting?: string; series?: string };

type Sent = { url: string; init: RequestInit };

/** `done`, `refused` by an answer; a failure of the server or of the line leaves it open. */
async function send({ url, init }: Sent): Promise<{ outcome: Outcome; answer?: Answered }> {
  try {
    const answer = await ask(url, { signal: AbortSignal.timeout(20_000), ...init });
    const said = `${answer.status} ${String(answer.json.code ?? '')}`;
    if (answer.status >= 500 || answer.json.code === 'IDEMPOTENCY_IN_FLIGHT') return { outcome: { kind: 'unknown', said } };
    return {
      outcome: {
        kind:
          answer.status < 400 && answer.status !== 200
            ? 'done'
            : answer.status === 200 && answer.headers.get('content-type')?.includes('json')
              ? 'done'
              : 'refused',
        said,
      },
      answer,
    };
  } catch (error) {
    return { outcome: { kind: 'unknown', said: String(error) } };
  }
}

/** Once more by the other process where nobody knows, as a careful program does: the key lets it happen once. What was unknown stays so unless it is done in the end. */
async function sendTwice(make: (attempt: number) => Sent): Promise<{ outcome: Outcome; answer?: Answered }> {
  const first = await send(make(0));
  if (first.outcome.kind !== 'unknown') return first;
  await wait(200);
  const second = await send(make(1));
  return second.outcome.kind === 'done' ? second : first;
}

const json = (body: unknown, headers: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
  body: JSON.stringify(body),
});
const form = (fields: readonly (readonly [string, string])[], headers: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { accept: 'text/html', ...headers },
  body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
});

const wall = (instant: Date): string => instant.toISOString().slice(0, 16);

/** Does one step as its client, through the pages and the API, at one of the two processes. Never throws. */
export async function sendStep(urls: readonly string[], company: Company, known: Map<number, Known>, step: Step): Promise<Outcome> {
  const at = (attempt: number): string => urls[(step.id + attempt) % urls.length] ?? '';
  const cookie = company.cookies[step.client - size.guests];
  const staff = (attempt: number): Record<string, string> => ({ cookie: cookie ?? '', origin: at(attempt) });
  if (isCreation(step)) return create(step);
  const of = known.get(step.of) ?? {};
  known.set(step.of, of);
  return cookie === undefined ? changeAsGuest(step, of) : changeAsManager(step, of);

  async function create(creation: Creation): Promise<Outcome> {
    if (creation.kind === 'book') {
      const body = { start: slotStart(creation.slot).toISOString(), name: nameOf(creation.id), email: emailOf(creation.id), tz: 'Asia/Kathmandu' };
      const headers = { 'idempotency-key': `book-${creation.id}` };
      const { outcome, answer } = await sendTwice((attempt) => ({ url: at(attempt) + (company.links[creation.link] ?? ''), init: json(body, headers) }));
      if (outcome.kind === 'done') known.set(creation.id, { manage: new URL(String(answer?.json.manage)).pathname });
      return outcome;
    }
    const fields: [string, string][] = [
      ['subject', `Plan ${nameOf(creation.id)}`],
      ['host', company.people[creation.host] ?? ''],
      ['rooms', company.rooms[creation.room] ?? ''],
      ['start', wall(slotStart(creation.slot))],
      ['end', wall(slotEnd(creation.slot))],
      ['timeZone', 'UTC'],
      ['guests', emailOf(creation.id)],
    ];
    if (creation.kind === 'plan' && creation.with !== null) fields.push(['required', company.people[creation.with] ?? '']);
    if (creation.kind === 'plan-series') fields.push(['repeat', 'day'], ['repeatEnds', 'after'], ['repeatCount', String(creation.days)]);
    const { outcome, answer } = await send({ url: `${at(0)}/app/meetings/new`, init: form(fields, staff(0)) });
    const [, kind, id] = /^\/app\/(meeting\.event|meetings\/series)\/([0-9a-f-]{36})/.exec(answer?.headers.get('location') ?? '') ?? [];
    if (id !== undefined) known.set(creation.id, kind === 'meeting.event' ? { meeting: id } : { series: id });
    return outcome;
  }

  async function changeAsGuest(change: Change, { manage }: Known): Promise<Outcome> {
    if (manage === undefined || change.kind === 'confirm') return { kind: 'skipped' };
    const body = change.kind === 'move' ? { start: slotStart(change.slot).toISOString() } : { reason: 'A cold' };
    const { outcome } = await send({ url: `${at(0)}${manage}/${change.kind === 'move' ? 'reschedule' : 'cancel'}`, init: json(body, {}) });
    return outcome;
  }

  async function changeAsManager(change: Change, of: Known): Promise<Outcome> {
    if (of.meeting === undefined || change.kind !== 'move') await find(change.of, of);
    const { meeting, series } = of;
    if (meeting === undefined) return { kind: 'skipped' };
    if (change.kind === 'move') {
      const fields = [
        ['meeting', meeting],
        ['start', wall(slotStart(change.slot))],
        ['end', wall(slotEnd(change.slot))],
        ['tz', 'UTC'],
      ] as const;
      return (await send({ url: `${at(0)}/app/calendar/move`, init: form(fields, staff(0)) })).outcome;
    }
    if (series !== undefined) {
      const [path, fields] = change.kind === 'confirm' ? [`series/${series}/confirm`, []] : [`${meeting}/cancel-series`, [['scope', 'all'] as const]];
      return (await send({ url: `${at(0)}/app/meetings/${path}`, init: form(fields, staff(0)) })).outcome;
    }
    const { outcome } = await sendTwice((attempt) => ({
      url: `${at(attempt)}/api/v1/meeting.event/${meeting}/actions/${change.kind}`,
      init: json({ answers: {} }, { ...staff(attempt), 'idempotency-key': `change-${change.id}` }),
    }));
    return outcome;
  }

  /** Looks for what a creation made, also where its maker never heard of it. */
  async function find(creation: number, of: Known): Promise<void> {
    const filter = JSON.stringify({ subject: { like: nameOf(creation) } });
    const { answer } = await send({ url: `${at(0)}/api/v1/meeting.event?filter=${encodeURIComponent(filter)}&fields=series`, init: { headers: staff(0) } });
    const found = z.array(z.object({ id: z.string(), series: z.string().nullable() })).safeParse(answer?.json.data);
    const first = found.data?.[0];
    if (!first) return;
    of.meeting = first.id;
    if (first.series !== null) of.series = first.series;
  }
}
