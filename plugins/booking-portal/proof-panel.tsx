import type { Env } from '#core';
import type { Work } from './suspicion.ts';

/** Above the button: the browser works, or says how it goes on without scripts. */
export function ProofPanel({ env, work }: { env: Env; work: Work }) {
  const without =
    work.waitMinutes > 0
      ? env.t('Without JavaScript: please wait {minutes} minutes, then send the form again. What you typed stays here.', { minutes: work.waitMinutes })
      : env.t('Without JavaScript: please send the form once more.');
  return (
    <div
      class="proof"
      data-proof={work.challenge}
      data-rounds={work.rounds}
      data-go={work.again ? undefined : '1'}
      data-working={env.t('Your browser is working on it. This takes some seconds; the form then goes on by itself.')}
      data-done={env.t('Done. The form can be sent.')}
    >
      <p class="muted" role="status">
        {without}
      </p>
      <progress max={work.rounds} value={0} aria-label={env.t('Work of the browser')} hidden />
    </div>
  );
}
