import { addDays, civilDateOf, defineAction, type Env, endOfDay, formatTime, type Row, startOfDay } from '#core';
import { forReader, type PublicPerson, type Workspace } from '../../base/contract.ts';
import { type OutgoingMail, type OwnWords, readOwnWords } from '../../mail/contract.ts';
import { digestEndUrl } from './digest-link.ts';
import { type DayEntry, digestBody, usualDigestWords } from './digest-mail.tsx';

type IcsEnv = Env<'ics-mailer'>;

const BATCH = 200;
const KIND = 'ics-mailer.digest';

/** What is the same for every reader. */
type Common = { workspace: Workspace; own: OwnWords; now: Date };

function mailOf(env: IcsEnv, { workspace, own }: Common, person: PublicPerson, day: string, meetings: readonly DayEntry[]): OutgoingMail {
  const reader = forReader(env, person);
  const end = digestEndUrl(env, person.id);
  return {
    kind: KIND,
    to: { name: person.name, email: person.email },
    ...digestBody(reader, own(KIND, person.language) ?? usualDigestWords(reader), { person, workspace, day, meetings, end }),
    unsubscribe: end,
    dedupeKey: `${KIND}:${day}:${person.id}`,
  };
}

/** Every hour: to each who asked for it and whose hour has come, the meetings of the day. A day without any is passed over. Three statements for each batch, however many people. */
export const sendDigests = defineAction({
  name: 'ics-mailer.send-digests',
  title: 'Send daily digests',
  expression: '3 * * * *',
  catchUp: 'one',
  run: async (env: IcsEnv, { signal, progress }) => {
    const now = env.now();
    const common: Common = { workspace: await env.service('base').workspace({}), own: await readOwnWords(env), now };
    // In the zone farthest ahead it is tomorrow already.
    const latest = addDays(now.toISOString().slice(0, 10), 1);
    let count = 0;
    let last = '00000000-0000-0000-0000-000000000000';
    while (!signal.aborted) {
      const wanted = await env
        .model('ics.digest')
        .find({ id: { gt: last }, $or: [{ toldOn: null }, { toldOn: { lt: latest } }] }, { order: ['id'], limit: BATCH });
      if (wanted.length === 0) break;
      last = wanted.at(-1)?.id ?? last;
      count += await sendBatch(env, common, wanted);
      await progress(count);
    }
    return { count };
  },
});

async function sendBatch(env: IcsEnv, common: Common, wanted: readonly Row<'ics-mailer', 'ics.digest'>[]): Promise<number> {
  const { now } = common;
  const people = new Map((await env.service('base').people({ ids: wanted.map(({ person }) => person) })).map((person) => [person.id, person]));
  const due = wanted.flatMap((one) => {
    const person = people.get(one.person);
    if (!person?.active) return [];
    const day = civilDateOf(now, person.timeZone);
    const hour = Number(formatTime(now, person.timeZone, { language: 'en' }).slice(0, 2));
    return one.toldOn === day || hour < one.hour ? [] : [{ ...one, person, day }];
  });
  if (due.length === 0) return 0;
  const spans = due.map(({ person, day }) => ({ from: startOfDay(day, person.timeZone) ?? now, to: endOfDay(day, person.timeZone) ?? now }));
  const from = new Date(Math.min(...spans.map((span) => span.from.getTime())));
  const to = new Date(Math.max(...spans.map((span) => span.to.getTime())));
  const invited = await env.model('meeting.attendee').pick(
    {
      person: { in: due.map(({ person }) => person.id) },
      partstat: { ne: 'DECLINED' },
      event: { where: { state: 'confirmed', start: { lt: to }, end: { gt: from } } },
    },
    ['person', 'event'],
  );
  const events = new Map(
    (
      await env.model('meeting.event').pick({ id: { in: [...new Set(invited.map(({ event }) => event))] } }, ['subject', 'start', 'end'], { order: ['start'] })
    ).map((event) => [event.id, event]),
  );
  const byPerson = Map.groupBy(invited, ({ person }) => person);
  const mails = due.flatMap(({ person, day }, index) => {
    const span = spans[index];
    const meetings = (byPerson.get(person.id) ?? [])
      .flatMap(({ event }) => events.get(event) ?? [])
      .filter(({ start, end }) => span !== undefined && start < span.to && end > span.from)
      .sort((a, b) => a.start.getTime() - b.start.getTime());
    return meetings.length > 0 ? [mailOf(env, common, person, day, meetings)] : [];
  });
  return env.tx(async () => {
    for (const [day, some] of Map.groupBy(due, (one) => one.day))
      await env.model('ics.digest').update({ id: { in: some.map(({ id }) => id) } }, { toldOn: day });
    return mails.length > 0 ? (await env.service('mail').send({ mails })).length : 0;
  });
}
