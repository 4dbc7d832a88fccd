import { type Env, html, type Reply } from '#core';
import { PortalPage } from '../web/contract.ts';

function ClosedPage({ env }: { env: Env }) {
  return (
    <PortalPage env={env} title={env.t('This booking page is not open')} narrow>
      <p>{env.t('The link may be mistyped, expired or replaced. Please ask the person who sent it for a new one.')}</p>
    </PortalPage>
  );
}

function NoBooking({ env }: { env: Env }) {
  return (
    <PortalPage env={env} title={env.t('This link leads to no booking')} narrow>
      <p>{env.t('It may be mistyped or cut off, or the booking was removed. The newest mail about your booking has the right one; or write to your host.')}</p>
    </PortalPage>
  );
}

/** The one answer for addresses of bookings and waiting places that are unknown or gone. */
export const noBooking = (env: Env): Reply => html(<NoBooking env={env} />, { status: 404 });

/** The one answer for unknown, revoked, expired and switched-off links. */
export const closed = (env: Env): Reply => html(<ClosedPage env={env} />, { status: 404 });
