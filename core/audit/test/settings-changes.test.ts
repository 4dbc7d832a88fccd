import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineSettings } from '#core';
import { settingsChanges, settingsRecord } from '../settings-changes.ts';

const settings = defineSettings({
  plugin: 'zoom',
  title: 'Zoom',
  schema: z.object({ account: z.string().default(''), secret: z.string().default(''), limit: z.number().default(5) }),
  secrets: ['secret'],
});

describe('settings in the audit log', () => {
  it('tell what changed, and of secrets only that they did', () => {
    const [change] = settingsChanges(settings, { account: 'a', secret: 'old', limit: 5 }, { account: 'b', secret: 'new', limit: 5 }, [
      'account',
      'secret',
      'limit',
    ]);
    expect(change).toEqual({
      model: 'core.setting',
      record: settingsRecord('zoom'),
      title: 'Zoom',
      operation: 'update',
      changes: '{"account":["a","b"],"secret":null}',
    });
    expect(settingsChanges(settings, { limit: 5 }, { limit: 5 }, ['limit'])).toEqual([]);
    expect(settingsRecord('zoom')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(settingsRecord('teams')).not.toBe(settingsRecord('zoom'));
  });
});
