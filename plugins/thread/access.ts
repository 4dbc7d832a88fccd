import type { AccessTable } from '#core';

/** Closed to everybody but this plugin, which asks for the record first: `openSubject`. */
export const access = {
  'thread.message': { 'plugin:thread': 'crud' },
  'thread.edit': { 'plugin:thread': 'crud' },
  'thread.follower': { 'plugin:thread': 'crud' },
  'thread.file': { 'plugin:thread': 'crud' },
  'thread.piece': { 'plugin:thread': 'crud' },
  'core.audit': { 'plugin:thread': 'r' },
} satisfies Record<string, AccessTable>;
