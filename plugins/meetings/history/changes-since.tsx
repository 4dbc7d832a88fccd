import type { Env } from '#core';
import { WarningList } from '../warning-list.tsx';

/** What others have done since the page was opened; whoever sends it again knows what they put theirs in place of. */
export const ChangesSince = ({ env, changes }: { env: Env<'meetings'>; changes: readonly string[] }) => (
  <WarningList lead={env.t('Since then:')} lines={changes}>
    <p>{env.t('Nothing of yours is lost. Send it again to put it in place of that.')}</p>
  </WarningList>
);
