import type { Env } from '#core';

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
          <dl class="answers">
            {[
              ...answers.map(({ question, answer }) => ({ term: question, text: answer })),
              ...(note ? [{ term: env.t('For the host to know'), text: note }] : []),
              ...(others.length > 0 ? [{ term: env.t('Comes along'), text: others.map(({ email }) => email).join(', ') }] : []),
            ].map(({ term, text }) => (
              <div>
                <dt>{term}</dt>
                <dd class="lines">{text}</dd>
              </div>
            ))}
          </dl>
        </>
      ))}
    </>
  );
}
