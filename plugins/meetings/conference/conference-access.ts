import { type AccessTable, me, type RecordRule } from '#core';
import { managers, mine } from '../access-parts.ts';

const attended = { attendees: { some: { person: me } } };

/** Accounts are kept by administrators; how calls went is for whoever keeps meetings. Counters and news are for the plugin alone. */
export const conferenceAccess = {
  'meeting.conference': { user: 'r', 'meetings.manager': 'r', 'base.admin': 'r', 'plugin:meetings': 'crud' },
  'meeting.account': { 'meetings.manager': 'r', 'base.admin': 'crud', 'plugin:meetings': 'crud' },
  'meeting.provider_use': { 'meetings.manager': 'r', 'base.admin': 'r', 'plugin:meetings': 'crud' },
  'meeting.provider_call': { 'meetings.manager': 'r', 'base.admin': 'r', 'plugin:meetings': 'crud' },
  'meeting.provider_news': { 'plugin:meetings': 'crud' },
  'meeting.summary': { user: 'rud', 'meetings.manager': 'rud', 'base.admin': 'rud', 'plugin:meetings': 'crud' },
} satisfies Record<string, AccessTable>;

export const conferenceRules: readonly RecordRule[] = [
  { name: 'managers: every link', model: 'meeting.conference', groups: managers, domain: true },
  { name: 'links of my meetings', model: 'meeting.conference', groups: ['user'], operations: 'r', domain: { event: { readable: true } } },
  { name: 'managers: every summary', model: 'meeting.summary', groups: managers, domain: true },
  { name: 'summaries of the meetings that I host or made', model: 'meeting.summary', groups: ['user'], domain: { event: { where: mine } } },
  {
    name: 'shared summaries of my meetings',
    model: 'meeting.summary',
    groups: ['user'],
    operations: 'r',
    domain: { shared: true, event: { where: attended } },
  },
];
