import type { AccessTable, RecordRule } from '#core';

/** A directory for people who are signed in; visitors and holders of links have no row here and so see nothing. */
export const access = {
  'contacts.contact': { user: 'cru', 'meetings.manager': 'crud', 'base.admin': 'crud', 'plugin:contacts': 'crud' },
  'contacts.suggestion': { user: 'rud', 'base.admin': 'crud', 'plugin:contacts': 'crud' },
  'contacts.meeting': { user: 'r', 'base.admin': 'r', 'plugin:contacts': 'crud' },
  'meeting.attendee': { 'plugin:contacts': 'r' },
} satisfies Record<string, AccessTable>;

/** That a contact takes part in a meeting is told to those who may read the meeting. */
export const rules: readonly RecordRule[] = [
  { name: 'contacts: guests of every meeting', model: 'meeting.attendee', groups: ['plugin:contacts'], operations: 'r', domain: { person: null } },
  { name: 'contacts: every meeting of a contact', model: 'contacts.meeting', groups: ['plugin:contacts'], domain: true },
  { name: 'meetings of contacts that I may read', model: 'contacts.meeting', groups: ['user'], operations: 'r', domain: { event: { readable: true } } },
];
