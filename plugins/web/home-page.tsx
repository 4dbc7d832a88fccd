import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { EmptyState } from './components/display.tsx';
import { AdminPage } from './components/page.tsx';

/** What other plugins put into the slot `home`; a welcome where there is nothing. */
export async function HomePage({ env }: { env: Env }) {
  const pieces = (await Promise.all(env.catalog.slots('home').map((slot) => slot(env, {})))).filter((piece) => piece !== null && piece !== undefined);
  return (
    <AdminPage env={env} title={env.t('Today')} active="/app">
      {pieces.length > 0 ? <div class="stack">{pieces as Child}</div> : <EmptyState icon="coffee">{env.t('Nothing needs you right now.')}</EmptyState>}
    </AdminPage>
  );
}
