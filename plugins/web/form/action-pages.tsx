import type { Child } from 'hono/jsx';
import type { Env, RecordAction } from '#core';
import { TextArea, TextField } from '../components/form.tsx';
import type { RecordRow } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';
import { AskPage } from './ask-page.tsx';
import { SeenVersion } from './seen-version.tsx';

/** The question, and the small form, before an action runs. */
export function AskAction({
  env,
  views,
  record,
  action,
  note,
  problem,
  page,
  more,
  typed,
}: {
  env: Env;
  views: ModelViews;
  record: RecordRow;
  action: RecordAction;
  note?: string | undefined;
  problem?: string;
  page?: string | undefined;
  /** What the action has to say about its refusal. */
  more?: Child;
  typed?: Readonly<Record<string, unknown>>;
}) {
  const base = `/app/${views.model.name}/${record.id}`;
  const text = (name: string): string => (typeof typed?.[name] === 'string' ? typed[name] : '');
  return (
    <AskPage
      env={env}
      title={`${env.t(action.label)}: ${String(record[views.model.title] ?? '')}`}
      question={action.confirm ? env.t(action.confirm) : undefined}
      action={`${base}/do/${action.name}`}
      back={base}
      label={env.t(action.label)}
      danger={action.style === 'danger'}
      problem={problem}
      page={page}
    >
      {more}
      {note ? <p>{note}</p> : null}
      <SeenVersion version={record.version} />
      {(action.ask ?? []).map(({ name, label, kind, required }) =>
        kind === 'longText' ? (
          <TextArea label={env.t(label)} name={name} value={text(name)} required={required} />
        ) : (
          <TextField label={env.t(label)} name={name} value={text(name)} required={required} type={kind === 'instant' ? 'datetime-local' : 'text'} />
        ),
      )}
    </AskPage>
  );
}

type DeleteState = { problem?: string; page?: string | undefined };

export function AskDelete({ env, views, record, problem, page }: DeleteState & { env: Env; views: ModelViews; record: RecordRow }) {
  const base = `/app/${views.model.name}/${record.id}`;
  const name = String(record[views.model.title] ?? '');
  return (
    <AskPage
      env={env}
      title={env.t('Delete “{name}”?', { name })}
      question={env.t('It is deleted for good. Where others still need it, nothing happens and you are told.')}
      action={`${base}/delete`}
      back={base}
      label={env.t('Delete')}
      danger
      problem={problem}
      page={page}
    />
  );
}
