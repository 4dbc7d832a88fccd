import { stringify } from 'csv-stringify/sync';
import { addDays, civilDateOf, type Env } from '#core';
import { formulaSafe } from '../web/contract.ts';

/** A table to start from: two meetings of the viewer, tomorrow, in a room that is there. */
export async function sampleTable(env: Env<'meeting-exchange'>): Promise<Uint8Array> {
  const { timeZone } = env.preferences;
  const day = addDays(civilDateOf(env.now(), timeZone), 1);
  const [room] = await env.model('meeting.room').pick({ active: true }, ['name'], { order: ['name'], limit: 1 });
  const people = env.principal.kind === 'user' ? await env.service('base').people({ ids: [env.principal.person] }) : [];
  const host = people[0]?.email ?? '';
  const rows = [
    ['Subject', 'Start', 'End', 'Time zone', 'Host', 'Attendees', 'Rooms', 'Description'],
    ['Weekly talk', `${day} 09:00`, `${day} 10:00`, timeZone, host, 'Jane Doe <jane@example.org>, sam@example.org', room?.name ?? '', 'What there is to say'],
    ['Review', `${day} 14:00`, `${day} 15:30`, timeZone, host, 'sam@example.org', '', ''],
  ];
  const table = stringify(
    rows.map((row) => row.map(formulaSafe)),
    { record_delimiter: 'windows' },
  );
  return Buffer.from(`\uFEFF${table}`);
}
