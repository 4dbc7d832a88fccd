import { z } from 'zod';
import { f, model } from '#core';
import { inHands } from '../in-use.ts';

/** What a room has besides its name and zone. */
export const roomFields = {
  place: f.ref('meeting.site', { onDelete: 'restrict', label: 'Site' }),
  /** The site's name: kept by the site, so that whoever shows a room needs no second question. A text given at first makes or finds the site. */
  site: f.text({ max: 120, label: 'Name of the site' }),
  floor: f.ref('meeting.floor', { onDelete: 'restrict' }),
  address: f.text({ max: 300, help: 'Where it differs from the site’s.' }),
  capacity: f.int({ required: true, default: 4, min: 1, max: 10000 }),
  /** What is in it, in words: kept by its equipment. A text given at first makes or finds the records. */
  equipment: f.text({ max: 300 }),
  fittings: f.many('meeting.room_equipment', 'room', { label: 'Equipment' }),
  timeZone: f.zone({ required: true, label: 'Time zone' }),
  schedule: f.ref('calendar.schedule', { onDelete: 'restrict', label: 'Opening hours' }),
  setUpMin: f.int({ required: true, default: 0, min: 0, max: 240, label: 'Set-up (minutes)', help: 'So long before every meeting nobody else has the room.' }),
  cleanUpMin: f.int({
    required: true,
    default: 0,
    min: 0,
    max: 240,
    label: 'Clean-up (minutes)',
    help: 'So long after every meeting nobody else has the room.',
  }),
  description: f.longText({ max: 2000 }),
  photoAt: f.instant({ readonly: true, audited: false, label: 'Photo' }),
  approval: f.bool({
    required: true,
    default: false,
    label: 'A room manager approves each meeting',
    help: 'Until then the meeting waits, and its time is held.',
  }),
  managers: f.many('meeting.room_manager', 'room', { label: 'Room managers' }),
  /** Names of groups; empty: everybody. */
  bookableBy: f.json(z.array(z.string().max(80)).max(50), { required: true, default: [], label: 'Who may book' }),
  active: f.bool({ required: true, default: true }),
};

/** Where somebody usually works: rooms there come first. */
export const personFields = { site: f.ref('meeting.site', { onDelete: 'setNull', label: 'Usual site' }) };

/** How many meetings a virtual room holds at once, and in whose name. */
export const virtualRoomFields = {
  licences: f.int({ required: true, default: 1, min: 1, max: 100, help: 'So many meetings may take place in it at once.' }),
  pooled: f.bool({
    required: true,
    default: false,
    label: 'Hosts from a pool',
    help: 'Each meeting is made in the name of the free one with the least to do.',
  }),
  pool: f.many('meeting.pool_host', 'virtualRoom', { label: 'Pool of hosts' }),
};

export const roomModels = {
  'meeting.site': model({
    label: 'Site',
    labelPlural: 'Sites',
    archive: 'active',
    fields: {
      name: f.text({ required: true, max: 120 }),
      address: f.text({ max: 300 }),
      timeZone: f.zone({ required: true, label: 'Time zone' }),
      active: f.bool({ required: true, default: true }),
    },
    unique: [['name']],
    order: ['name'],
  }),
  'meeting.floor': model({
    label: 'Floor',
    labelPlural: 'Floors',
    fields: {
      site: f.ref('meeting.site', { required: true, onDelete: 'cascade' }),
      name: f.text({ required: true, max: 80 }),
      position: f.int({ required: true, default: 0, min: 0, max: 1000, help: 'Smaller numbers stand first.' }),
    },
    unique: [['site', 'name']],
    order: ['position', 'name'],
  }),
  'meeting.equipment': model({
    label: 'Equipment',
    labelPlural: 'Equipment',
    fields: {
      name: f.text({ required: true, max: 80 }),
      icon: f.text({ required: true, default: 'box', max: 40, help: 'Name of a Lucide icon, for example monitor or presentation.' }),
    },
    unique: [['name']],
    order: ['name'],
  }),
  'meeting.room_equipment': model({
    label: 'Equipment of a room',
    title: 'equipment',
    fields: {
      room: f.ref('meeting.room', { required: true, onDelete: 'cascade' }),
      equipment: f.ref('meeting.equipment', { required: true, onDelete: 'restrict' }),
      quantity: f.int({ required: true, default: 1, min: 1, max: 1000 }),
    },
    unique: [['room', 'equipment']],
    indexes: [{ fields: ['equipment'] }],
  }),
  'meeting.room_manager': model({
    label: 'Room manager',
    title: 'person',
    fields: {
      room: f.ref('meeting.room', { required: true, onDelete: 'cascade' }),
      person: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: inHands('This person gives rooms away. Hand that over first.') }),
    },
    unique: [['room', 'person']],
    indexes: [{ fields: ['person'] }],
  }),
  /** The picture of a room, apart from it so that nobody reads it by the way. */
  'meeting.room_photo': model({
    label: 'Photo of a room',
    title: 'type',
    audited: false,
    fields: {
      room: f.ref('meeting.room', { required: true, onDelete: 'cascade' }),
      type: f.choice(['image/png', 'image/jpeg', 'image/webp'], { required: true }),
      content: f.bytes({ required: true }),
    },
    unique: [['room']],
  }),
  /** A room manager was asked to give a room to a meeting; at most one question for each room of a meeting, the latest. */
  'meeting.room_request': model({
    label: 'Request for a room',
    labelPlural: 'Requests for rooms',
    title: 'room',
    fields: {
      event: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
      room: f.ref('meeting.room', { required: true, onDelete: 'cascade' }),
      state: f.choice(['asked', 'approved', 'declined', 'lapsed'], { required: true, default: 'asked' }),
      /** For when it was asked; approved, it covers any time within. */
      during: f.range({ required: true }),
      /** Until when the time is held. */
      until: f.instant({ required: true, label: 'Held until' }),
      /** The meeting is confirmed as soon as nothing is open any more; else its host confirms it besides. */
      confirms: f.bool({ required: true, default: true }),
      askedBy: f.ref('base.person', { onDelete: 'setNull' }),
      decidedBy: f.ref('base.person', { onDelete: 'setNull' }),
      decidedAt: f.instant(),
      reason: f.text({ max: 500 }),
    },
    unique: [['event', 'room']],
    indexes: [{ fields: ['room', 'state'] }, { fields: ['until'], where: "state = 'asked'" }, { fields: ['askedBy'] }, { fields: ['decidedBy'] }],
    order: ['createdAt'],
  }),
  /** Somebody in whose name a provider makes meetings of a virtual room. */
  'meeting.pool_host': model({
    label: 'Host of a pool',
    title: 'person',
    fields: {
      virtualRoom: f.ref('meeting.virtual_room', { required: true, onDelete: 'cascade', label: 'Virtual room' }),
      person: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: inHands('Meetings are made in this person’s name. Hand that over first.') }),
    },
    unique: [['virtualRoom', 'person']],
    indexes: [{ fields: ['person'] }],
  }),
};
