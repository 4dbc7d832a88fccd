import type { Env } from '#core';
import { Icon } from '../../web/contract.ts';
import { auditAddress } from './audit-query.ts';

/** In the menu of a record's page, for administrators: what was changed about it. */
export function historyLink(env: Env<'base'>, data: unknown): unknown {
  if (!env.inGroup('base.admin') || typeof data !== 'object' || data === null || !('record' in data)) return null;
  const { record } = data;
  if (typeof record !== 'object' || record === null || !('id' in record) || typeof record.id !== 'string') return null;
  return (
    <a href={auditAddress({ record: record.id })}>
      <Icon name="history" /> {env.t('History')}
    </a>
  );
}
