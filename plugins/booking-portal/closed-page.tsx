import { type Env, html, type Reply } from '#core';
import { PortalPage } from '../web/contract.ts';

function ClosedPage({ env }: { env: Env }) {
  return (
    <PortalPage env={env} title={env.t('This booking page is not open')} narrow>
      <p>{env.t('The link may be mistyped, expired or replaced. Please ask the person who sent it for a new one.')}</p>
    </PortalPage>
  );
}

/** The one answer for unknown, revoked, expired and switched-off links. */
export const closed = (env: Env): Reply => html(<ClosedPage env={env} />, { status: 404 });
