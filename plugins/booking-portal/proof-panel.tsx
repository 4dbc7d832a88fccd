import type { Env } from '#core';
import { Notice } from '../web/contract.ts';
import type { Work } from './suspicion.ts';

/** On top of the form: the browser works, or says how it goes on without scripts. @param reason why; where a refusal stands above already, undefined */
export function ProofPanel({ env, work, reason }: { env: Env; work: Work; reason: string | undefined }) {
  const without =
    work.waitMinutes > 0
      ? env.t('Without JavaScript: please wait {minutes} minutes, then send the form again. What you typed stays here.', { minutes: work.waitMinutes })
      : env.t('Without JavaScript: please send the form once more.');
  return (
    <div
      class="proof"
      tabindex={-1}
      data-focus={reason ? '' : undefined}
      data-proof={work.challenge}
      data-rounds={work.rounds}
      data-go={work.again ? undefined : '1'}
      data-working={env.t('Your browser is working on it. This takes some seconds; the form then goes on by itself.')}
      data-done={env.t('Done. The form can be sent.')}
    >
      <Notice kind="info">
        {reason ? <p>{reason}</p> : null}
        <p>{without}</p>
        <progress max={work.rounds} value={0} aria-label={env.t('Work of the browser')} hidden />
      </Notice>
    </div>
  );
}
