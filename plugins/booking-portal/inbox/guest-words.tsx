import type { Env } from '#core';
import { DescriptionList } from '../../web/contract.ts';

/** What one guest wrote into the form of a booking. */
export type GuestWords = {
  name: string;
  note: string | null;
  answers: readonly { question: string; answer: string }[];
  /** Who comes along. */
  others: readonly { email: string }[];
};

export const saysSomething = ({ note, answers, others }: GuestWords): boolean => Boolean(note) || answers.length > 0 || others.length > 0;

/** The words of one guest, or of several who share a time, each under the own name. */
export function Written({ env, words }: { env: Env<'booking-portal'>; words: readonly GuestWords[] }) {
  return (
    <>
      {words.filter(saysSomething).map(({ name, note, answers, others }) => (
        <>
          {words.length > 1 ? <h3>{name}</h3> : null}
          <DescriptionList
            entries={[
              ...answers.map(({ question, answer }) => ({ label: question, value: <span class="lines">{answer}</span> })),
              ...(note ? [{ label: env.t('For the host to know'), value: <span class="lines">{note}</span> }] : []),
              ...(others.length > 0 ? [{ label: env.t('Comes along'), value: others.map(({ email }) => email).join(', ') }] : []),
            ]}
          />
        </>
      ))}
    </>
  );
}
