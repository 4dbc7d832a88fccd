import type { Env } from '#core';
import type { GuestLinks } from './contract.ts';
import { nameAndAddress, type Party } from './party.ts';

export type CalendarWords = {
  description: string | null;
  joinUrl: string | null;
  /** Of whoever booked alone: calendar files are handed on. */
  links?: GuestLinks | undefined;
  policy?: string | undefined;
  party?: Party | undefined;
};

/** DESCRIPTION of one receiver's calendar entry; empty where there is nothing to say. `env` speaks the reader's language. */
export function calendarWords(env: Env<'ics-mailer'>, { description, joinUrl, links, policy, party }: CalendarWords): string {
  const line = (label: string, value: string | undefined): string[] => (value ? [`${label}: ${value}`] : []);
  const names = (people: Party['people'] = []): string => people.map(nameAndAddress).join(', ');
  const said = [
    ...line(env.t('With'), names(party?.people)),
    ...line(env.t('Comes along'), names(party?.added)),
    ...line(env.t('Phone'), party?.phone),
    ...(party?.answers ?? []).flatMap(({ question, answer }) => line(question, answer)),
    ...line(env.t('Note'), party?.note),
  ];
  const manage = line(env.t('See, move or cancel the booking'), links?.view);
  return [description ?? '', said.join('\n'), ...line(env.t('Join'), joinUrl ?? undefined), ...manage, policy ?? ''].filter((part) => part).join('\n\n');
}
