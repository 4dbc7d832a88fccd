import type { Env } from '#core';
import { Notice } from '../../web/contract.ts';

/** What others have done since the page was opened; whoever sends it again knows what they put theirs in place of. */
export function ChangesSince({ env, changes }: { env: Env<'meetings'>; changes: readonly string[] }) {
  if (changes.length === 0) return null;
  return (
    <Notice kind="warn">
      <p>{env.t('Since then:')}</p>
      <ul>
        {changes.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <p>{env.t('Nothing of yours is lost. Send it again to put it in place of that.')}</p>
    </Notice>
  );
}
