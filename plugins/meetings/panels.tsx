import type { Env } from '#core';
import { Icon, LinkButton, State, Table, ZoneTable } from '../web/contract.ts';
import { details } from './details.ts';

/** Beneath a meeting: the join link, rooms, attendees with their answers, and the time in everybody's zone: the viewer's first, UTC beneath. */
export async function meetingPanels(env: Env<'meetings'>, record: { id: string }) {
  const [meeting] = await details(env.asPlugin(), { ids: [record.id] });
  if (!meeting) return null;
  const zones = [
    { label: env.t('You'), timeZone: env.preferences.timeZone },
    { label: 'UTC', timeZone: 'UTC' },
    ...meeting.rooms.map(({ name, timeZone }) => ({ label: name, timeZone })),
    ...meeting.attendees.map(({ name, timeZone }) => ({ label: name, timeZone })),
  ];
  return (
    <>
      {meeting.conference ? (
        <section class="section card">
          <h2>{env.t('Video meeting')}</h2>
          {meeting.joinUrl ? (
            <div class="row">
              <LinkButton href={meeting.joinUrl} icon="video" primary>
                {env.t('Join')}
              </LinkButton>
              <button type="button" data-copy={meeting.joinUrl} data-copied={env.t('Copied')}>
                <Icon name="copy" /> <span>{env.t('Copy link')}</span>
              </button>
            </div>
          ) : (
            <State env={env} value={meeting.conference} />
          )}
        </section>
      ) : null}
      {meeting.rooms.length > 0 ? (
        <section class="section">
          <h2>{env.t('Rooms')}</h2>
          <Table
            head={[env.t('Room'), env.t('Site'), env.t('Address')]}
            rows={meeting.rooms.map(({ name, site, address }) => [name, site ?? '–', address ?? '–'])}
          />
        </section>
      ) : null}
      <section class="section">
        <h2>{env.t('Attendees')}</h2>
        <Table
          head={[env.t('Name'), env.t('E-mail'), env.t('Part'), env.t('Answer')]}
          rows={meeting.attendees.map(({ name, email, role, partstat }) => [
            name,
            email,
            env.t(role === 'host' ? 'Host' : role === 'optional' ? 'Optional' : 'Required'),
            <State env={env} value={partstat} />,
          ])}
        />
      </section>
      <section class="section">
        <h2>{env.t('The time in every zone')}</h2>
        <ZoneTable env={env} start={meeting.start} end={meeting.end} zones={zones} />
      </section>
    </>
  );
}
