import { type AccessTable, me, type RecordRule } from '#core';

/** Feeds and digests are everybody's own; feedback is for those who may read the meeting's host's pages. All writing goes through pages. */
export const access = {
  'ics.feed': { user: 'r', 'base.admin': 'r', 'plugin:ics-mailer': 'crud' },
  'ics.digest': { user: 'r', 'plugin:ics-mailer': 'crud' },
  'ics.feedback': { user: 'r', 'meetings.manager': 'r', 'base.admin': 'r', 'plugin:ics-mailer': 'crud' },
  'meeting.event': { 'plugin:ics-mailer': 'r' },
  'meeting.attendee': { 'plugin:ics-mailer': 'r' },
  'meeting.event_room': { 'plugin:ics-mailer': 'r' },
  'meeting.room': { 'plugin:ics-mailer': 'r' },
  'meeting.conference': { 'plugin:ics-mailer': 'r' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  { name: 'ics-mailer: every feed', model: 'ics.feed', groups: ['base.admin', 'plugin:ics-mailer'], domain: true },
  { name: 'my feeds', model: 'ics.feed', groups: ['user'], operations: 'r', domain: { owner: me } },
  { name: 'ics-mailer: every digest', model: 'ics.digest', groups: ['plugin:ics-mailer'], domain: true },
  { name: 'my digest', model: 'ics.digest', groups: ['user'], operations: 'r', domain: { person: me } },
  { name: 'managers: all feedback', model: 'ics.feedback', groups: ['meetings.manager', 'base.admin', 'plugin:ics-mailer'], domain: true },
  {
    name: 'feedback on the meetings that I host or made',
    model: 'ics.feedback',
    groups: ['user'],
    operations: 'r',
    domain: { event: { where: { $or: [{ host: me }, { creator: me }] } } },
  },
  { name: 'ics-mailer: meetings', model: 'meeting.event', groups: ['plugin:ics-mailer'], operations: 'r', domain: true },
  { name: 'ics-mailer: rooms of meetings', model: 'meeting.event_room', groups: ['plugin:ics-mailer'], operations: 'r', domain: true },
  { name: 'ics-mailer: links of meetings', model: 'meeting.conference', groups: ['plugin:ics-mailer'], operations: 'r', domain: true },
  { name: 'ics-mailer: attendees', model: 'meeting.attendee', groups: ['plugin:ics-mailer'], operations: 'r', domain: true },
];
