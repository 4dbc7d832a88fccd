import type { Child } from 'hono/jsx';
import type { Env, Issue } from '#core';
import { Table } from '../components/display.tsx';
import { Form, Select, TextArea, TextField } from '../components/form.tsx';
import { FormActions } from '../components/form-actions.tsx';
import { Notice } from '../components/notice.tsx';
import { AdminPage } from '../components/page.tsx';
import { FieldInput } from '../field-input.tsx';
import { labelOf, type RecordRow } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';
import { type BulkResult, nameOfRow } from './bulk.ts';
import { type BulkAction, bulkFields } from './bulk-bar.tsx';
import { type ListState, statePairs } from './list-state.ts';

/** What a page of the bulk flow needs to come back to the same selection. */
export type BulkVisit = {
  env: Env;
  views: ModelViews;
  state: ListState;
  action: BulkAction;
  rows: readonly RecordRow[];
  all: boolean;
  back: string;
  field: string | undefined;
  problem: string | undefined;
  issues: readonly Issue[];
  typed: Readonly<Record<string, unknown>>;
  /** What the action itself says beforehand. */
  preview?: unknown;
};

const textIn = (typed: BulkVisit['typed'], name: string): string => (typeof typed[name] === 'string' ? typed[name] : '');

/** `Linden, Birke and 10 more`. */
function names(env: Env, views: ModelViews, rows: readonly RecordRow[]): string {
  const first = rows.slice(0, 5).map((row) => nameOfRow(views, row));
  return rows.length > first.length ? env.t('{names} and {count} more', { names: first.join(', '), count: rows.length - first.length }) : first.join(', ');
}

function question({ env, views, action, rows, field }: BulkVisit): string {
  const count = rows.length.toLocaleString(env.preferences.language);
  switch (action.name) {
    case 'delete':
      return env.t('{count} selected. What is selected is deleted for good; where others still need it, it stays and you are told.', { count });
    case 'archive':
      return env.t('{count} selected. What is selected is archived: it stays, but lists no longer show it at first.', { count });
    case 'unarchive':
      return env.t('{count} selected. What is selected comes back from the archive.', { count });
    case 'edit': {
      const info = field === undefined ? undefined : views.model.fields[field];
      return info
        ? env.t('{count} selected. {field} is set for each.', { field: labelOf(env, info, field ?? ''), count })
        : env.t('{count} selected. Which field should change?', { count });
    }
    default:
      return [action.action?.confirm ? env.t(action.action.confirm) : '', env.t('{count} selected', { count })].filter(Boolean).join(' ');
  }
}

/** The question before something is done to many records: what, how many, which, and what has to be said with it. */
export function BulkPage(visit: BulkVisit) {
  const { env, views, state, action, rows, all, back, field, problem } = visit;
  const choosing = action.name === 'edit' && field === undefined;
  const label = choosing ? env.t('Continue') : env.t(action.label);
  return (
    <AdminPage env={env} title={`${env.t(action.label)}: ${env.t(views.model.labelPlural)}`} active={`/app/${views.model.name}`}>
      <div class="card">
        <Form action={`/app/${views.model.name}/bulk`} problem={problem}>
          {statePairs({ ...state, open: [], page: 1 }).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {all ? <input type="hidden" name="all" value="1" /> : rows.map(({ id }) => <input type="hidden" name="id" value={id} />)}
          <input type="hidden" name="do" value={action.name} />
          <input type="hidden" name="back" value={back} />
          {choosing ? null : <input type="hidden" name="sure" value={String(rows.length)} />}
          <p>{question(visit)}</p>
          <p class="muted">{names(env, views, rows)}</p>
          {visit.preview as Child}
          <Inputs visit={visit} choosing={choosing} />
          <FormActions env={env} label={label} back={back} danger={action.danger} />
        </Form>
      </div>
    </AdminPage>
  );
}

function Inputs({ visit: { env, views, action, field, issues, typed }, choosing }: { visit: BulkVisit; choosing: boolean }): Child {
  const { fields } = views.model;
  if (choosing) {
    const choices = bulkFields(views).flatMap((name) => (fields[name] ? [{ value: name, label: labelOf(env, fields[name], name) }] : []));
    return <Select label={env.t('Field')} name="field" choices={choices} value={choices[0]?.value} />;
  }
  const info = field === undefined ? undefined : fields[field];
  if (field !== undefined && info) {
    return (
      <>
        <input type="hidden" name="field" value={field} />
        <FieldInput
          env={env}
          field={info}
          name={field}
          value={undefined}
          typed={textIn(typed, field) || undefined}
          error={issues.find(({ path }) => path === field)?.message}
        />
      </>
    );
  }
  return (
    <>
      {(action.action?.ask ?? []).map(({ name, label, kind, required }) => {
        const common = { label: env.t(label), name, value: textIn(typed, name), required, error: issues.find(({ path }) => path === name)?.message };
        return kind === 'longText' ? <TextArea {...common} /> : <TextField {...common} type={kind === 'instant' ? 'datetime-local' : 'text'} />;
      })}
    </>
  );
}

/** What was done, and row by row what was not. */
export function BulkResultPage({ env, views, action, result, back }: { env: Env; views: ModelViews; action: BulkAction; result: BulkResult; back: string }) {
  const { done, failed } = result;
  return (
    <AdminPage env={env} title={`${env.t(action.label)}: ${env.t(views.model.labelPlural)}`} active={`/app/${views.model.name}`}>
      <Notice kind={done > 0 ? 'warn' : 'danger'}>{env.t('Done: {done} of {count}. These stayed as they were:', { done, count: done + failed.length })}</Notice>
      <Table
        head={[env.t(views.model.label), env.t('Why')]}
        rows={failed.map(({ id, name, reason }) => [views.form ? <a href={`/app/${views.model.name}/${id}`}>{name}</a> : name, reason])}
        caption={env.t('What was not done')}
      />
      <p class="section">
        <a class="button" href={back}>
          {env.t('Back to the list')}
        </a>
      </p>
    </AdminPage>
  );
}
