import { addDays, civilDateOf, defineAction, type Env, endOfDay, formatCivilDate, formatTime, type Row, startOfDay } from '#core';
import type { PublicPerson, Workspace } from '../../base/contract.ts';
import { MailButton, MailTable, mailLayout, type OutgoingMail } from '../../mail/contract.ts';
import { digestEndUrl } from './digest-link.ts';

type IcsEnv = Env<'ics-mailer'>;
type Meeting = Pick<Row<'ics-mailer', 'meeting.event'>, 'id' | 'subject' | 'start' | 'end'>;

const BATCH = 200;

function mailOf(
  env: IcsEnv,
  { person, workspace, day, meetings }: { person: PublicPerson; workspace: Workspace; day: string; meetings: readonly Meeting[] },
): OutgoingMail {
  const title = env.t('Your day: {date}', { date: formatCivilDate(day, env.preferences) });
  const lead = env.t('Hello {name}, this is your day. Times are those of {zone}.', { name: person.name, zone: person.timeZone.replaceAll('_', ' ') });
  const rows = meetings.map(({ subject, start, end }) => [
    `${formatTime(start, person.timeZone, env.preferences)} – ${formatTime(end, person.timeZone, env.preferences)}`,
    subject,
  ]);
  const end = digestEndUrl(env, person.id);
  const why = env.t('You get this mail because you asked for it.');
  const link = `${env.baseUrl}/app`;
  return {
    kind: 'ics-mailer.digest',
    to: { name: person.name, email: person.email },
    subject: title,
    text: [
      lead,
      rows.map((cells) => cells.join('  ')).join('\n'),
      link,
      `${why} ${env.t('End it')}: ${end}`,
      ...(workspace.mailFooter ? [`-- \n${workspace.mailFooter}`] : []),
    ].join('\n\n'),
    html: mailLayout({
      workspace,
      baseUrl: env.baseUrl,
      language: person.language,
      title,
      body: (
        <>
          <p style="margin:0 0 12px">{lead}</p>
          <MailTable rows={rows} />
          <MailButton href={link} accent={workspace.accent}>
            {env.t('Open my day')}
          </MailButton>
          <p class="muted" style="margin:0;font-size:13px;color:#5b6270">
            {why}{' '}
            <a class="link" href={end} style="color:#1d4ed8">
              {env.t('End it')}
            </a>
          </p>
        </>
      ),
    }),
    unsubscribe: end,
    dedupeKey: `ics-mailer.digest:${day}:${person.id}`,
  };
}

/** Every hour: to each who asked for it and whose hour has come, the meetings of the day. A day without any is passed over. Three statements for each batch, however many people. */
export const sendDigests = defineAction({
  name: 'ics-mailer.send-digests',
  title: 'Send daily digests',
  expression: '3 * * * *',
  catchUp: 'one',
  run: async (env: IcsEnv, { signal, progress }) => {
    const workspace = await env.service('base').workspace({});
    const now = env.now();
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
      count += await sendBatch(env, workspace, wanted, now);
      await progress(count);
    }
    return { count };
  },
});

async function sendBatch(env: IcsEnv, workspace: Workspace, wanted: readonly Row<'ics-mailer', 'ics.digest'>[], now: Date): Promise<number> {
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
    const own = env.withPreferences({ language: person.language, timeZone: person.timeZone, hour12: person.hour12 });
    return meetings.length > 0 ? [mailOf(own, { person, workspace, day, meetings })] : [];
  });
  return env.tx(async () => {
    for (const [day, some] of Map.groupBy(due, (one) => one.day))
      await env.model('ics.digest').update({ id: { in: some.map(({ id }) => id) } }, { toldOn: day });
    return mails.length > 0 ? (await env.service('mail').send({ mails })).length : 0;
  });
}
