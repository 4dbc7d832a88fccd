import type { AccessTable, GroupDefinition } from '#core';

export const groups: Record<string, GroupDefinition> = {
  'reports.reader': {
    title: 'Reads reports',
    help: 'Sees all reports and gets the weekly mail.',
    impliedBy: ['meetings.manager', 'base.admin'],
  },
};

/** Reports are counted by the plugin, whatever the reader's own rules: they show sums and no record. Who may open them is said by their routes. */
export const access = {
  'reports.size': { 'plugin:reports': 'crud', 'reports.reader': 'r' },
  'reports.quiet_reader': { 'plugin:reports': 'crud' },
  'meeting.event': { 'plugin:reports': 'r' },
  'meeting.event_room': { 'plugin:reports': 'r' },
  'meeting.conference': { 'plugin:reports': 'r' },
  'meeting.room': { 'plugin:reports': 'r' },
  'calendar.claim': { 'plugin:reports': 'r' },
  'booking.booking': { 'plugin:reports': 'r' },
  'booking.link': { 'plugin:reports': 'r' },
  'mail.message': { 'plugin:reports': 'r' },
} satisfies Record<string, AccessTable>;
