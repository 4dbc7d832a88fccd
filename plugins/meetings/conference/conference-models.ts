import { z } from 'zod';
import { f, model } from '#core';
import { formerRooms } from './left-room.ts';
import { linkOnlySchema } from './link-mark.ts';
import { linkStates } from './link-state.ts';
import { storedCheck } from './stored-checks.ts';
import { ownerSchema, toldSchema } from './told.ts';

export const conferenceModels = {
  /** The conference that a provider makes for a meeting; at most one that lives. */
  'meeting.conference': model({
    label: 'Conference link',
    title: 'joinUrl',
    fields: {
      event: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
      /** In whose name it was made, where the virtual room has a pool; else the room's host or the meeting's. */
      host: f.ref('base.person', { onDelete: 'setNull' }),
      provider: f.text({ required: true, max: 60 }),
      /** That made it, and removes it whatever the virtual room says by then; null: what the settings hold. */
      account: f.ref('meeting.account', { onDelete: 'restrict' }),
      state: f.choice(linkStates, { required: true, default: 'queued' }),
      externalId: f.text({ max: 500 }),
      joinUrl: f.text({ max: 2000 }),
      /** Each visitor gets a link of their own, through our address. */
      personal: f.bool({ required: true, default: false, audited: false }),
      /** What people type to join, where the service has such a thing. */
      number: f.text({ max: 60 }),
      /** A late answer to an older generation is compensated, not stored. */
      generation: f.int({ required: true, default: 1 }),
      operationKey: f.text({ required: true }),
      /** In whose name the room stands, so that it is changed and removed there whoever is the host by then. */
      owner: f.json(ownerSchema, { audited: false, label: 'On behalf of' }),
      /** Rooms before this one, which go when this one is ready: until then whoever has the old link still meets the others. */
      former: f.json(formerRooms, { audited: false }),
      /** What the service was last told. */
      told: f.json(toldSchema, { audited: false }),
      /** Tries that failed in a row. */
      attempts: f.int({ required: true, default: 0 }),
      /** Looks at a room that the service is still making. */
      polls: f.int({ required: true, default: 0, audited: false }),
      problem: f.text({ max: 300 }),
      /** Class of the last failure, for managers. */
      failure: f.text({ max: 40, audited: false }),
      retryAt: f.instant({ audited: false }),
      /** A call waits until its account is in order again. */
      waiting: f.bool({ required: true, default: false, audited: false }),
      /** The first choice, where another provider stood in for it. */
      insteadOf: f.text({ max: 60, label: 'Instead of' }),
      /** Which link the last mail to all who take part told of, as `linkMark` has it; null: none went out yet. */
      mailed: f.text({ max: 30, audited: false }),
      /** SEQUENCEs of the meeting (of its series) that were raised for a link alone. */
      linkOnly: f.json(linkOnlySchema, { audited: false }),
      /** How often a summary was asked for. */
      summaryTries: f.int({ required: true, default: 0, audited: false }),
    },
    unique: [['event']],
    indexes: [{ fields: ['provider', 'externalId'] }, { fields: ['account'] }, { fields: ['host'] }, { fields: ['provider', 'account'], where: 'waiting' }],
  }),
  /** Credentials with a provider. The settings of its plugin are the account `main`: of that only the state is kept here. */
  'meeting.account': model({
    label: 'Provider account',
    labelPlural: 'Provider accounts',
    archive: 'active',
    fields: {
      name: f.text({ required: true, max: 80 }),
      provider: f.text({ required: true, max: 60, readonly: true }),
      key: f.text({ required: true, max: 40, readonly: true }),
      active: f.bool({ required: true, default: true }),
      /** Members that are no secrets. */
      values: f.json(z.record(z.string(), z.unknown()), { required: true, default: {} }),
      /** Those that are, as JSON. */
      sealed: f.secret(),
      /** `parked`: the service refuses the credentials; nothing is asked until a test passes. */
      state: f.choice(['ready', 'parked'], { required: true, default: 'ready', readonly: true }),
      parkedAt: f.instant({ readonly: true }),
      testedAt: f.instant({ readonly: true, audited: false, label: 'Last test' }),
      checks: f.json(z.array(storedCheck), { readonly: true, audited: false }),
      /** Fingerprint of the values that were tested. */
      tested: f.text({ readonly: true, audited: false, max: 80 }),
      expiresOn: f.date({ label: 'Credentials end on', help: 'Managers are reminded 30, 7 and 1 days before.' }),
      /** The smallest number of days of which somebody was reminded. */
      remindedDays: f.int({ readonly: true, audited: false }),
      /** What the provider keeps of its subscriptions, as JSON. */
      subscription: f.secret(),
    },
    unique: [['provider', 'key']],
    order: ['provider', 'name'],
  }),
  /** Calls of one window of a quota. */
  'meeting.provider_use': model({
    label: 'Use of a provider',
    title: 'quota',
    audited: false,
    fields: {
      provider: f.text({ required: true, max: 60 }),
      account: f.text({ required: true, max: 40 }),
      quota: f.text({ required: true, max: 60 }),
      /** Whose; empty: of the whole account. */
      host: f.text({ required: true, default: '', max: 320 }),
      window: f.instant({ required: true }),
      count: f.int({ required: true, default: 0 }),
    },
    unique: [['provider', 'account', 'quota', 'host', 'window']],
    indexes: [{ fields: ['window'] }],
  }),
  /** One call to a provider for a meeting. Nothing that the service has said. */
  'meeting.provider_call': model({
    label: 'Provider call',
    labelPlural: 'Provider calls',
    title: 'operation',
    audited: false,
    fields: {
      event: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
      provider: f.text({ required: true, max: 60 }),
      account: f.text({ required: true, max: 40 }),
      operation: f.choice(['create', 'poll', 'find', 'update', 'cancel', 'look', 'summary'], { required: true }),
      at: f.instant({ required: true }),
      milliseconds: f.int({ required: true, default: 0 }),
      /** Empty: it went well. */
      failure: f.text({ required: true, default: '', max: 40 }),
      /** Of a call that went well, where that is not all: `not-ready`. */
      outcome: f.text({ required: true, default: '', max: 40 }),
      /** HTTP status of a refusal. */
      status: f.int(),
      /** In whose name. */
      host: f.text({ max: 320, personal: true }),
      /** Which room of the meeting. */
      generation: f.int(),
      retryAt: f.instant(),
    },
    indexes: [{ fields: ['event', 'at'] }, { fields: ['at'] }, { fields: ['provider', 'account', 'at'] }],
    order: ['-at'],
  }),
  /** News that a service has sent, until a job has worked on it; kept a while so that it is taken once. */
  'meeting.provider_news': model({
    label: 'News of a provider',
    title: 'kind',
    audited: false,
    fields: {
      provider: f.text({ required: true, max: 60 }),
      account: f.text({ required: true, max: 40 }),
      key: f.text({ required: true, max: 300 }),
      externalId: f.text({ required: true, max: 500 }),
      kind: f.choice(['changed', 'summary'], { required: true }),
      /** Of a summary: its text, until it is stored with the meeting. Sealed: it is what people said. */
      content: f.secret(),
      doneAt: f.instant(),
    },
    unique: [['provider', 'account', 'key']],
    indexes: [{ fields: ['createdAt'] }],
  }),
  /** What a service has written about a meeting. */
  'meeting.summary': model({
    label: 'Summary',
    labelPlural: 'Summaries',
    title: 'version',
    audited: false,
    fields: {
      event: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
      version: f.text({ required: true, max: 200 }),
      markdown: f.longText({ required: true, max: 200_000, personal: true }),
      writtenAt: f.instant({ required: true }),
      /** Attendees may read it too. */
      shared: f.bool({ required: true, default: false }),
    },
    unique: [['event', 'version']],
    order: ['-writtenAt'],
  }),
};

/** Of a virtual room. */
export const virtualRoomConferenceFields = {
  account: f.ref('meeting.account', { onDelete: 'restrict', help: 'Empty: the one in the settings of the provider.' }),
  /** Key of a provider that makes the link when the first cannot. */
  fallback: f.text({ max: 60, label: 'Other provider if this one fails', help: 'Empty: the meeting waits for its link.' }),
};
