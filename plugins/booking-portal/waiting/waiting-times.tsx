import { type Env, formatTime } from '#core';
import { Icon } from '../../web/contract.ts';

type Props = {
  env: Env;
  taken: readonly Date[];
  /** Nothing of the day is free. */
  whole: boolean;
  timeZone: string;
  href(start?: Date): string;
};

/** Times of a day that are taken, and for which a guest may wait. `href`: the form for one of them, or for any time of the day. */
export function WaitingTimes({ env, taken, whole, timeZone, href }: Props) {
  return (
    <section class="waiting-times">
      <h3>{env.t('Waiting list')}</h3>
      <p class="muted">{env.t('These times are taken. Choose one, and you are told when it becomes free.')}</p>
      <ul class="times">
        {taken.map((start) => (
          <li>
            <a class="button ghost" href={href(start)} aria-label={env.t('Wait for {time}', { time: formatTime(start, timeZone, env.preferences) })}>
              {formatTime(start, timeZone, env.preferences)}
            </a>
          </li>
        ))}
      </ul>
      {whole ? (
        <a class="button" href={href()}>
          <Icon name="bell" /> <span>{env.t('Any time on this day')}</span>
        </a>
      ) : null}
    </section>
  );
}
