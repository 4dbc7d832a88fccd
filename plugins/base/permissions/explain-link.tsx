import type { Env } from '#core';
import { Icon } from '../../web/contract.ts';
import { historyLink } from '../audit/history-link.tsx';
import { ROOT } from './permissions-page.tsx';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** In the menu of a record's page, for administrators: what was changed about it, and who can see it. */
export function recordMore(env: Env<'base'>, data: unknown): unknown {
  if (!env.inGroup('base.admin') || !isObject(data) || !isObject(data.record)) return null;
  const query = new URLSearchParams({ model: String(data.model), record: String(data.record.id) });
  return (
    <>
      {historyLink(env, data)}
      <a href={`${ROOT}/explain?${query}`}>
        <Icon name="shield" /> {env.t('Who can see this, and why')}
      </a>
    </>
  );
}

/** On the page that says that something is not there or not open, for administrators: a way to find out why. */
export function errorHelp(env: Env<'base'>, data: unknown): unknown {
  if (!env.inGroup('base.admin') || env.principal.kind !== 'user' || !isObject(data) || (data.status !== 403 && data.status !== 404)) return null;
  const [, model, id] = /^\/app\/([a-z0-9_]+\.[a-z0-9_]+)(?:\/([0-9a-f-]{36}))?/.exec(env.request?.url.pathname ?? '') ?? [];
  if (model === undefined || !env.catalog.models().includes(model)) return null;
  const query = new URLSearchParams({ person: env.principal.person, model, record: id ?? '' });
  return (
    <p>
      <a href={`${ROOT}/explain?${query}`}>{env.t('Why can somebody see this, or not?')}</a>
    </p>
  );
}
