import { raw } from 'hono/html';
import { renderSVG } from 'uqr';
import { civilDateOf, type Env, formatDate, formatTime } from '#core';
import { Icon, Notice, PortalPage } from '../../web/contract.ts';
import { checkInMark } from './door-address.ts';
import type { DoorData, DoorMeeting } from './read-door.ts';

const doorAssets = {
  styles: [{ plugin: 'meetings', file: 'door.css' }],
  scripts: [{ plugin: 'meetings', file: 'door.js' }],
};

function When({ env, meeting, timeZone }: { env: Env<'meetings'>; meeting: DoorMeeting; timeZone: string }) {
  const other = civilDateOf(meeting.start, timeZone) !== civilDateOf(env.now(), timeZone);
  return (
    <time datetime={meeting.start.toISOString()}>
      {other ? `${formatDate(meeting.start, timeZone, env.preferences, 'short')}, ` : ''}
      {formatTime(meeting.start, timeZone, env.preferences)} – {formatTime(meeting.end, timeZone, env.preferences)}
    </time>
  );
}

const titleOf = (env: Env<'meetings'>, { subject }: DoorMeeting): string => subject ?? env.t('Taken');

/** By the code with a telephone, or by the button on the display itself. */
function CheckInBox({ env, meeting, token, shown }: { env: Env<'meetings'>; meeting: DoorMeeting; token: string; shown: string }) {
  const mark = checkInMark(env, { id: meeting.take, start: meeting.start });
  const address = `${env.baseUrl}/check-in/${meeting.take}/${mark}`;
  return (
    <div class="check-in">
      <form method="post" action={`/door/${token}/check-in`}>
        <input type="hidden" name="take" value={meeting.take} />
        <input type="hidden" name="mark" value={mark} />
        <button type="submit" class="primary">
          <Icon name="user-check" large /> <span>{shown}</span>
        </button>
      </form>
      <figure class="qr" role="img" aria-label={env.t('Code for checking in with a telephone')}>
        {raw(renderSVG(address, { border: 1 }))}
      </figure>
    </div>
  );
}

/** The display at a room's door: now, next, free until; read from across the corridor. On the room's own clock. */
export function DoorPage({ env, data, token, said }: { env: Env<'meetings'>; data: DoorData; token: string; said?: string | undefined }) {
  const { room, now, next, later, until } = data;
  const { timeZone } = room;
  const time = (at: Date): string => formatTime(at, timeZone, env.preferences);
  const sameDay = (at: Date): boolean => civilDateOf(at, timeZone) === civilDateOf(env.now(), timeZone);
  const candidate = now?.open ? now : next?.open ? next : null;
  return (
    <PortalPage env={env} title={room.name} bare {...doorAssets}>
      <noscript>{raw('<meta http-equiv="refresh" content="60">')}</noscript>
      <div class={now ? 'door taken' : 'door free'} data-live>
        <header>
          <div>
            <h1>{room.name}</h1>
            {room.place ? <p class="place">{room.place}</p> : null}
          </div>
          {room.photo ? <img class="photo" src={`/door/${token}/photo`} alt="" /> : null}
          <p class="clock">
            <time datetime={env.now().toISOString()}>{time(env.now())}</time>
          </p>
        </header>
        {said ? <Notice kind="ok">{said}</Notice> : null}
        <section class="state-now" aria-label={env.t('Now')}>
          <p class="big">
            <Icon name={now ? 'circle-x' : 'circle-check'} large /> {now ? env.t('Taken') : env.t('Free')}
          </p>
          {now ? (
            <>
              {now.subject ? <p class="subject">{now.subject}</p> : null}
              {now.host ? <p>{now.host}</p> : null}
              <p class="times">
                <When env={env} meeting={now} timeZone={timeZone} />
              </p>
              {now.checkedIn ? (
                <p>
                  <Icon name="user-check" large /> {env.t('Checked in')}
                </p>
              ) : null}
            </>
          ) : null}
          <p class="until">
            {now
              ? until
                ? env.t('Free again at {time}', { time: time(until) })
                : ''
              : until && sameDay(until)
                ? env.t('Free until {time}', { time: time(until) })
                : env.t('Free for the rest of the day')}
          </p>
          {candidate ? (
            <CheckInBox
              env={env}
              meeting={candidate}
              token={token}
              shown={candidate === now ? env.t('Check in') : env.t('Check in for {time}', { time: time(candidate.start) })}
            />
          ) : null}
        </section>
        <section class="coming" aria-label={env.t('Coming up')}>
          <h2>{env.t('Coming up')}</h2>
          {next ? (
            <ul>
              {[next, ...later].map((meeting) => (
                <li>
                  <When env={env} meeting={meeting} timeZone={timeZone} /> <span>{titleOf(env, meeting)}</span>
                  {meeting.host ? <span class="muted">{meeting.host}</span> : null}
                </li>
              ))}
            </ul>
          ) : (
            <p>{env.t('Nothing more today or tomorrow.')}</p>
          )}
        </section>
      </div>
    </PortalPage>
  );
}

export const DoorClosed = ({ env }: { env: Env<'meetings'> }) => (
  <PortalPage env={env} title={env.t('This display is turned off')} narrow>
    <p>{env.t('Its address is no longer valid. Whoever keeps the rooms can make a new one on the room’s page.')}</p>
  </PortalPage>
);
