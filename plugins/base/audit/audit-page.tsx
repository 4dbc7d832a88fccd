import type { Env } from '#core';
import { AdminPage, EmptyState, Field, Icon, Instant, LinkButton, Select } from '../../web/contract.ts';
import type { PublicPerson } from '../contract.ts';
import { type AuditQuery, auditAddress } from './audit-query.ts';
import { labelOf, operationWords, titleOf, whoWords } from './audit-words.ts';
import { ChangesList } from './changes-list.tsx';
import { LogTabs } from './log-tabs.tsx';
import { type AuditEntry, namesIn, readAudit } from './read-audit.ts';

const PAGE = 50;

/** What the log tells of besides records. */
const besideModels = ['core.setting', 'core.access_group', 'core.access_rule', 'core.access_field'];

function Filters({ env, query, people }: { env: Env<'base'>; query: AuditQuery; people: readonly PublicPerson[] }) {
  const { language } = env.preferences;
  const byLabel = (a: { label: string }, b: { label: string }): number => a.label.localeCompare(b.label, language);
  const models = [...env.catalog.models(), ...besideModels].map((value) => ({ value, label: labelOf(env, value) })).sort(byLabel);
  const plugins = env.catalog
    .plugins()
    .map(({ name, title }) => ({ value: name, label: env.t(title) }))
    .sort(byLabel);
  const operations = Object.entries(operationWords(env)).map(([value, label]) => ({ value, label }));
  const count = [query.model, query.person, query.plugin, query.operation, query.from, query.to].filter(Boolean).length;
  return (
    <details class="filter" open={count > 0}>
      <summary class="button">
        <Icon name="filter" /> {count > 0 ? env.t('Filters ({count})', { count }) : env.t('Filters')}
      </summary>
      <search>
        <form action="/app/audit" class="form wide">
          {query.record ? <input type="hidden" name="record" value={query.record} /> : null}
          <div class="columns">
            <Select label={env.t('Record type')} name="model" value={query.model} empty={env.t('Every type')} choices={models} />
            <Select
              label={env.t('Person')}
              name="person"
              value={query.person}
              empty={env.t('Everybody')}
              choices={people.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Select label={env.t('App')} name="plugin" value={query.plugin} empty={env.t('Every app')} choices={plugins} />
            <Select label={env.t('What')} name="operation" value={query.operation} empty={env.t('Everything')} choices={operations} />
            <Field label={env.t('From')} name="from">
              <input id="from" name="from" type="date" value={query.from} />
            </Field>
            <Field label={env.t('Until')} name="to">
              <input id="to" name="to" type="date" value={query.to} />
            </Field>
          </div>
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Show')}
            </button>
            <a class="button" href={auditAddress({ record: query.record })}>
              {env.t('Remove filters')}
            </a>
          </div>
        </form>
      </search>
    </details>
  );
}

function RecordLink({ env, entry, names }: { env: Env<'base'>; entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const { model, record, title, operation } = entry;
  const label = labelOf(env, model);
  const name = title ?? names.get(record);
  const page =
    operation !== 'delete' && env.catalog.models().includes(model) && env.can(model, 'read') && env.catalog.views(model).some(({ kind }) => kind === 'form');
  return (
    <>
      <small class="muted">{label}</small>{' '}
      <a href={auditAddress({ record })} aria-label={env.t('History of this record: {name}', { name: name ?? record })} title={env.t('History')}>
        <Icon name="history" />
      </a>
      {page || name ? <br /> : null}
      {page ? <a href={`/app/${model}/${record}`}>{name ?? env.t('To the record')}</a> : name}
    </>
  );
}

/** Who changed what and when, newest first, with filters; one page of the log. */
export async function AuditPage({ env, query }: { env: Env<'base'>; query: AuditQuery }) {
  const found = await readAudit(env, query, PAGE + 1);
  const entries = found.slice(0, PAGE);
  const names = await namesIn(env, entries);
  const people = await env.service('base').peopleInGroup({ group: 'base.user' });
  const operations = operationWords(env);
  const last = entries.at(-1);
  return (
    <AdminPage
      env={env}
      title={query.record ? env.t('History') : env.t('Audit log')}
      subtitle={env.t('Who changed what, and when. Nobody can rewrite it.')}
      active="/app/audit"
      styles={[{ plugin: 'base', file: 'audit.css' }]}
      actions={
        <LinkButton href={auditAddress({ ...query, before: '' }, '/app/audit.csv')} icon="download">
          {env.t('Export as CSV')}
        </LinkButton>
      }
    >
      <LogTabs env={env} current="audit" />
      <div class="toolbar">
        <Filters env={env} query={query} people={people} />
        {query.record ? (
          <a class="chip" href="/app/audit" aria-current="true">
            {env.t('One record')} <Icon name="x" />
          </a>
        ) : null}
      </div>
      {entries.length === 0 ? (
        <section class="card">
          <EmptyState icon="history">{env.t('Nothing fits. Try fewer filters.')}</EmptyState>
        </section>
      ) : (
        <div class="table-frame" tabindex={0}>
          <table class="list audit">
            <caption class="visually-hidden">{env.t('Audit log')}</caption>
            <thead>
              <tr>
                <th scope="col">{env.t('When')}</th>
                <th scope="col">{env.t('Who')}</th>
                <th scope="col">{env.t('What')}</th>
                <th scope="col">{env.t('Record')}</th>
                <th scope="col">{env.t('Changes')}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <tr id={`e${entry.id}`}>
                  <td data-label={env.t('When')}>
                    <div>
                      <Instant env={env} at={entry.createdAt} />
                    </div>
                  </td>
                  <td data-label={env.t('Who')}>
                    <div>
                      {whoWords(env, entry, names)}
                      <br />
                      <small class="muted">
                        {env.t(titleOf(env, entry.plugin))}
                        {entry.address ? ` · ${entry.address}` : ''}
                      </small>
                      {entry.sudo ? (
                        <>
                          <br />
                          <span class="state warn">
                            <Icon name="shield-off" /> {env.t('Rules set aside: {reason}', { reason: entry.sudo })}
                          </span>
                        </>
                      ) : null}
                    </div>
                  </td>
                  <td data-label={env.t('What')}>
                    <div>{operations[entry.operation]}</div>
                  </td>
                  <td data-label={env.t('Record')}>
                    <div>
                      <RecordLink env={env} entry={entry} names={names} />
                    </div>
                  </td>
                  <td data-label={env.t('Changes')}>
                    <div>
                      <ChangesList env={env} entry={entry} names={names} />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="pages">
        <span>{env.t('{count} entries on this page', { count: entries.length })}</span>
        <span class="row">
          {query.before ? <LinkButton href={auditAddress({ ...query, before: '' })}>{env.t('Newest')}</LinkButton> : null}
          {found.length > PAGE && last ? <LinkButton href={auditAddress({ ...query, before: last.id })}>{env.t('Older')}</LinkButton> : null}
        </span>
      </div>
    </AdminPage>
  );
}
