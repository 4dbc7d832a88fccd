import { type Env, offsetLabel } from '#core';
import { Icon, LinkButton } from '../../web/contract.ts';

/** On the page of a virtual room: its clock now, and for those who keep it the way to empty it. */
export async function virtualRoomPanel(env: Env<'meetings'>, record: { id: string }) {
  const room = await env.model('meeting.virtual_room').get(record.id);
  return (
    <section class="section card">
      <h2>{env.t('At a glance')}</h2>
      <p>
        <Icon name="clock" /> {room.timeZone.replaceAll('_', ' ')} ({offsetLabel(env.now(), room.timeZone)})
      </p>
      <p>
        <Icon name="users" /> {env.t('Meetings at once: {count}', { count: room.licences })}
      </p>
      {env.can('meeting.virtual_room', 'update') ? (
        <LinkButton href={`/app/virtual-rooms/${room.id}/meetings`} icon="log-out">
          {env.t('Meetings to come')}
        </LinkButton>
      ) : null}
    </section>
  );
}
