import type { Env } from '#core';
import type { Workspace } from '../base/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';

/** A made-up meeting, a week from now, to show what a mail will look like. */
export function sampleMeeting(env: Env<'ics-mailer'>, workspace: Workspace): MeetingDetails {
  const start = new Date(Math.ceil(env.now().getTime() / 3_600_000) * 3_600_000 + 7 * 86_400_000);
  const none = '00000000-0000-7000-8000-000000000000';
  const host = { id: none, name: 'Ann Example', email: workspace.fromEmail, timeZone: workspace.timeZone, language: workspace.language };
  return {
    id: none,
    subject: env.t('Sample meeting'),
    description: null,
    state: 'confirmed',
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: workspace.timeZone,
    uid: 'sample',
    sequence: 0,
    version: 1,
    origin: 'staff',
    reason: null,
    host,
    rooms: [{ id: none, name: env.t('Sample room'), site: null, address: 'Example Street 1', timeZone: 'Asia/Singapore' }],
    virtualRoom: null,
    location: null,
    joinUrl: 'https://meet.example/sample',
    conference: 'ready',
    attendees: [
      {
        id: none,
        person: null,
        name: 'Gus Guest',
        email: 'guest@example.org',
        timeZone: env.preferences.timeZone,
        language: env.preferences.language,
        role: 'required',
        partstat: 'NEEDS-ACTION',
        toldSequence: null,
      },
    ],
  };
}
