import { type AccessTable, me, portalRecord, type RecordRule } from '#core';

/** Read by everybody inside, kept by its owner and by managers. */
const kept: AccessTable = { user: 'crud', 'meetings.manager': 'crud', 'base.admin': 'crud', 'plugin:booking-portal': 'crud' };

export const access = {
  'booking.link': { user: 'crud', 'meetings.manager': 'crud', 'base.admin': 'crud', 'plugin:booking-portal': 'cru', 'portal:booking.link': 'r' },
  'booking.booking': { user: 'r', 'meetings.manager': 'r', 'base.admin': 'r', 'plugin:booking-portal': 'crud', 'portal:booking.manage': 'r' },
  'booking.link_host': { user: 'crud', 'meetings.manager': 'crud', 'base.admin': 'crud', 'plugin:booking-portal': 'crud' },
  'booking.waiting': { user: 'rd', 'meetings.manager': 'rd', 'base.admin': 'rd', 'plugin:booking-portal': 'crud', 'portal:booking.waiting': 'r' },
  'booking.style': kept,
  'booking.team': kept,
  'booking.team_link': kept,
  'booking.team_person': kept,
  'booking.profile': { user: 'crud', 'plugin:booking-portal': 'crud' },
  'meeting.event': { 'plugin:booking-portal': 'r' },
  'meeting.attendee': { 'plugin:booking-portal': 'ru' },
  'base.person': { 'plugin:booking-portal': 'r' },
  'calendar.schedule': { 'plugin:booking-portal': 'cr' },
  'meeting.room': { 'plugin:booking-portal': 'r' },
  'meeting.virtual_room': { 'plugin:booking-portal': 'r' },
} satisfies Record<string, AccessTable>;

const managers = ['meetings.manager', 'base.admin', 'plugin:booking-portal'];

export const rules: readonly RecordRule[] = [
  { name: 'managers: every link', model: 'booking.link', groups: managers, domain: true },
  { name: 'everybody reads links', model: 'booking.link', groups: ['user'], operations: 'r', domain: true },
  { name: 'my links', model: 'booking.link', groups: ['user'], operations: 'cud', domain: { host: me } },
  { name: 'managers: hosts of every link', model: 'booking.link_host', groups: managers, domain: true },
  { name: 'everybody reads hosts of links', model: 'booking.link_host', groups: ['user'], operations: 'r', domain: true },
  { name: 'hosts of my links', model: 'booking.link_host', groups: ['user'], operations: 'cud', domain: { link: { where: { host: me } } } },
  { name: 'booking-portal: who was booked when', model: 'meeting.event', groups: ['plugin:booking-portal'], operations: 'r', domain: true },
  { name: 'booking-portal: what guests left of themselves', model: 'meeting.attendee', groups: ['plugin:booking-portal'], operations: 'ru', domain: true },
  { name: 'the link of the token', model: 'booking.link', groups: ['portal:booking.link'], operations: 'r', domain: { id: portalRecord } },
  { name: 'managers: every booking', model: 'booking.booking', groups: managers, domain: true },
  // Who attends has no part in what a guest left for the host: address, words and answers.
  {
    name: 'bookings of my meetings and links',
    model: 'booking.booking',
    groups: ['user'],
    operations: 'r',
    domain: {
      $or: [
        { meeting: { where: { $or: [{ host: me }, { creator: me }] } } },
        { link: { where: { host: me } } },
        { meeting: { where: { attendees: { some: { person: me } } } }, link: { where: { hosts: { some: { person: me } } } } },
      ],
    },
  },
  { name: 'the booking of the token', model: 'booking.booking', groups: ['portal:booking.manage'], operations: 'r', domain: { id: portalRecord } },
  { name: 'managers: every waiting list', model: 'booking.waiting', groups: managers, domain: true },
  { name: 'who waits for my links', model: 'booking.waiting', groups: ['user'], domain: { link: { where: { host: me } } } },
  { name: 'the waiting guest of the token', model: 'booking.waiting', groups: ['portal:booking.waiting'], operations: 'r', domain: { id: portalRecord } },
  ...['booking.style', 'booking.team'].flatMap((model): RecordRule[] => [
    { name: `managers: every ${model}`, model, groups: managers, domain: true },
    { name: `everybody reads ${model}`, model, groups: ['user'], operations: 'r', domain: true },
    { name: `my own ${model}`, model, groups: ['user'], operations: 'cud', domain: { owner: me } },
  ]),
  // Whose link it is publishes it, whose page it is may take it off; the same of people.
  { name: 'managers: links of every team page', model: 'booking.team_link', groups: managers, domain: true },
  { name: 'everybody reads links of team pages', model: 'booking.team_link', groups: ['user'], operations: 'r', domain: true },
  { name: 'my links on team pages', model: 'booking.team_link', groups: ['user'], operations: 'cu', domain: { link: { where: { host: me } } } },
  {
    name: 'my links off team pages, others’ off mine',
    model: 'booking.team_link',
    groups: ['user'],
    operations: 'd',
    domain: { $or: [{ link: { where: { host: me } } }, { team: { where: { owner: me } } }] },
  },
  { name: 'managers: people of every team page', model: 'booking.team_person', groups: managers, domain: true },
  { name: 'everybody reads people of team pages', model: 'booking.team_person', groups: ['user'], operations: 'r', domain: true },
  {
    name: 'me on team pages',
    model: 'booking.team_person',
    groups: ['user'],
    operations: 'cu',
    domain: { $or: [{ person: me }, { team: { where: { owner: me } } }] },
  },
  {
    name: 'me off team pages, others off mine',
    model: 'booking.team_person',
    groups: ['user'],
    operations: 'd',
    domain: { $or: [{ person: me }, { team: { where: { owner: me } } }] },
  },
  { name: 'my public profile', model: 'booking.profile', groups: ['user'], domain: { person: me } },
];
