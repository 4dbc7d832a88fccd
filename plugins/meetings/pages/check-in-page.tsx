import { type Env, formatRange } from '#core';
import { Notice, PortalPage } from '../../web/contract.ts';
import type { CheckIn } from './check-in.ts';

/** What a telephone shows after the code was read: the room and the time, nothing of the meeting. */
export function CheckInPage({ env, found, action }: { env: Env<'meetings'>; found: CheckIn; action: string }) {
  return (
    <PortalPage env={env} title={env.t('Check in')} narrow>
      <p>
        <strong>{found.room}</strong>
        <br />
        {formatRange(found.start, found.end, found.timeZone, env.preferences)}
      </p>
      {found.checkedIn ? (
        <Notice kind="ok">{env.t('You are checked in. The room is yours.')}</Notice>
      ) : found.open ? (
        <form method="post" action={action}>
          <button type="submit" class="primary wide">
            {env.t('We are here')}
          </button>
        </form>
      ) : (
        <Notice kind="warn">{env.t('Check-in opens 15 minutes before the start and ends with the meeting.')}</Notice>
      )}
    </PortalPage>
  );
}

export const CheckInClosed = ({ env }: { env: Env<'meetings'> }) => (
  <PortalPage env={env} title={env.t('This code is no longer valid')} narrow>
    <p>{env.t('The meeting was moved or is over. Read the code at the door again.')}</p>
  </PortalPage>
);
