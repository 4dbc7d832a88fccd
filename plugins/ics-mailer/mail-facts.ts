import { type Env, formatDateTime, formatRange, zoneAbbreviation } from '#core';
import type { MailContent } from './mail-body.tsx';
import { isOver } from './mail-kinds.ts';
import { nameAndAddress, type Party } from './party.ts';
import { placeOf } from './where.ts';

/** A label and what stands beside it. */
export type Fact = [label: string, value: string];

/** An instant in the reader's zone, which is named: nobody is to guess whose clock it is. */
const when = (env: Env<'ics-mailer'>, at: Date): string =>
  `${formatDateTime(at, env.preferences.timeZone, env.preferences)} (${zoneAbbreviation(at, env.preferences.timeZone, env.preferences)})`;

const named = (people: Party['people']): string => people.map(nameAndAddress).join('\n');

/** With whom: guests read who meets them, those inside who the guests are, what they wrote and who comes along. */
function company(env: Env<'ics-mailer'>, { meeting, party }: MailContent): Fact[] {
  if (!party) return [[env.t('With'), meeting.host.name]];
  const { people, more, added, note, answers, phone, host } = party;
  const others = more > 0 ? `\n${env.t('and {count} others', { count: more })}` : '';
  return [
    ...(people.length > 0 ? [[env.t('With'), named(people) + others] as Fact] : []),
    ...(host ? [[env.t('Host'), host] as Fact] : []),
    ...(added.length > 0 ? [[env.t('Comes along'), named(added)] as Fact] : []),
    ...(phone ? [[env.t('Phone'), phone] as Fact] : []),
    ...answers.map(({ question, answer }): Fact => [question, answer]),
    ...(note ? [[env.t('Note'), note] as Fact] : []),
  ];
}

/** What stands between the first lines and the buttons of a mail, beneath the reader's own time. */
export function factsOf(env: Env<'ics-mailer'>, content: MailContent, duration: string): Fact[] {
  const { kind, meeting, repeats, wholeDay, until, party } = content;
  const { start, end } = meeting;
  const place = placeOf(env, meeting);
  const lapses = meeting.state === 'draft' ? party?.answerBy : undefined;
  return [
    ...(env.preferences.timeZone === 'UTC' || wholeDay ? [] : [['UTC', formatRange(start, end, 'UTC', env.preferences)] as Fact]),
    [env.t('Duration'), duration],
    ...(repeats ? [[env.t('Repeats'), repeats] as Fact] : []),
    ...(place ? [[env.t('Where'), place] as Fact] : []),
    ...company(env, content),
    ...(lapses ? [[env.t('Lapses on'), when(env, lapses)] as Fact] : []),
    ...(until ? [[env.t('Kept for you until'), when(env, until)] as Fact] : []),
    ...(meeting.reason && isOver(kind) ? [[env.t('Reason'), meeting.reason] as Fact] : []),
  ];
}
