import { type AccessTable, me, type RecordRule } from '#core';

/** Everybody imports and exports under the own rights; the plugin itself only looks up people by address, and which meetings are here already. */
export const access = {
  'exchange.import': { user: 'crud', 'plugin:meeting-exchange': 'rd' },
  'base.person': { 'plugin:meeting-exchange': 'r' },
  'meeting.event': { 'plugin:meeting-exchange': 'r' },
} satisfies Record<string, AccessTable>;

export const rules: readonly RecordRule[] = [
  { name: 'my imports', model: 'exchange.import', groups: ['user'], domain: { owner: me } },
  { name: 'meeting-exchange: all imports', model: 'exchange.import', groups: ['plugin:meeting-exchange'], domain: true },
  { name: 'meeting-exchange: which meetings are here', model: 'meeting.event', groups: ['plugin:meeting-exchange'], operations: 'r', domain: true },
];
