import type { Env, Plan, PluginInfo } from '#core';
import { Form, Icon, Notice, Table, TextField } from '../../web/contract.ts';
import type { FormState } from '../form-state.ts';
import { issueAt } from '../form-state.ts';
import { AppsFrame, Part } from './apps-frame.tsx';
import { countWords } from './left-over-page.tsx';
import { permissionIcon, permissionWords } from './permission-words.ts';
import { sentence } from './sentence.ts';
import { changeWords, stepIcons, stepWords } from './step-words.ts';

type PlanPageProps = { env: Env<'base'>; plugin: PluginInfo; plan: Plan; form: FormState };

/** What a change would do, before anything is done: nothing happens until the button at its end. */
export function PlanPage({ env, plugin, plan, form }: PlanPageProps) {
  const { change, steps, problems, warnings } = plan;
  const app = env.t(plugin.title);
  const purge = change.kind === 'uninstall' && change.mode === 'purge';
  const possible = problems.length === 0 && steps.length > 0;
  return (
    <AppsFrame env={env} title={changeWords(env, change.kind, app)} subtitle={env.t('This is what would happen. Nothing has been done yet.')}>
      {change.kind === 'uninstall' ? <KeepOrPurge env={env} name={plugin.name} purge={purge} /> : null}
      {problems.map(({ message }) => (
        <Notice kind="danger">{sentence(env, message)}</Notice>
      ))}
      {warnings.map(({ message }) => (
        <Notice kind="warn">{sentence(env, message)}</Notice>
      ))}
      {steps.length === 0 && problems.length === 0 ? <Notice kind="info">{env.t('There is nothing to do.')}</Notice> : null}
      {steps.length > 0 ? (
        <Part title={env.t('Steps')}>
          <ol class="plain-list">
            {steps.map((step) => (
              <li>
                <Icon name={stepIcons[step.action]} /> {stepWords(env, step)}{' '}
                {step.because === undefined ? null : <span class="muted">({sentence(env, step.because)})</span>}
              </li>
            ))}
          </ol>
        </Part>
      ) : null}
      <Permissions env={env} plan={plan} />
      <Jobs env={env} plan={plan} />
      <Objects env={env} plan={plan} />
      {purge ? <Losses env={env} plan={plan} name={plugin.name} /> : null}
      <section class="section apply">
        {possible ? (
          <Form action={`/app/apps/${plugin.name}/apply`} problem={form.problem}>
            <input type="hidden" name="kind" value={change.kind} />
            {change.kind === 'uninstall' ? <input type="hidden" name="mode" value={change.mode} /> : null}
            <input type="hidden" name="planned" value={plan.hash} />
            {purge ? (
              <TextField
                label={env.t('To go on, type {name}', { name: plugin.name })}
                name="confirm"
                help={env.t('What is removed cannot be brought back; only the export has it then.')}
                error={issueAt(form, 'confirm')}
                required
                autocomplete="off"
              />
            ) : null}
            <div class="row">
              <button type="submit" class={change.kind === 'uninstall' ? 'button danger' : 'button primary'}>
                <Icon name={stepIcons[purge ? 'purge' : change.kind]} />{' '}
                {purge ? env.t('Remove {app} with all its data', { app }) : changeWords(env, change.kind, app)}
              </button>
              <a class="button" href={`/app/apps/${plugin.name}`}>
                {env.t('Go back')}
              </a>
            </div>
          </Form>
        ) : (
          <div class="row">
            <a class="button" href={`/app/apps/${plugin.name}`}>
              {env.t('Back')}
            </a>
          </div>
        )}
      </section>
    </AppsFrame>
  );
}

function KeepOrPurge({ env, name, purge }: { env: Env<'base'>; name: string; purge: boolean }) {
  const at = `/app/apps/${name}/plan?kind=uninstall`;
  return (
    <nav class="chips toolbar" aria-label={env.t('What becomes of its data')}>
      <a class="chip" href={`${at}&mode=keep`} aria-current={purge ? undefined : 'true'}>
        <Icon name="archive" /> {env.t('Keep its data')}
      </a>
      <a class="chip" href={`${at}&mode=purge`} aria-current={purge ? 'true' : undefined}>
        <Icon name="trash-2" /> {env.t('Remove its data for good')}
      </a>
    </nav>
  );
}

function Permissions({ env, plan }: { env: Env<'base'>; plan: Plan }) {
  if (plan.permissions.length === 0) return null;
  const titles = new Map(plan.steps.map(({ plugin, title }) => [plugin, env.t(title)]));
  return (
    <Part title={env.t('What it asks for')}>
      <ul class="plain-list">
        {plan.permissions.map(({ plugin, permission, fresh }) => (
          <li>
            <Icon name={permissionIcon(permission)} /> {titles.get(plugin) ?? plugin}: {permissionWords(env, permission)}{' '}
            {fresh ? (
              <span class="state warn">
                <Icon name="sparkle" /> {env.t('new')}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Jobs({ env, plan }: { env: Env<'base'>; plan: Plan }) {
  const jobs = plan.jobs.filter(({ waiting, running }) => waiting + running > 0);
  if (jobs.length === 0) return null;
  const titles = new Map(plan.steps.map(({ plugin, title }) => [plugin, env.t(title)]));
  return (
    <Part title={env.t('Jobs')}>
      <p class="help">
        {plan.change.kind === 'uninstall'
          ? env.t('They are removed; what runs is told to stop.')
          : env.t('They wait until it is turned on again; what runs is told to stop.')}
      </p>
      <Table
        caption={env.t('Jobs')}
        head={[env.t('App'), env.t('Waiting'), env.t('Running')]}
        rows={jobs.map(({ plugin, waiting, running }) => [titles.get(plugin) ?? plugin, countWords(env, waiting), countWords(env, running)])}
      />
    </Part>
  );
}

const kinds: Readonly<Record<Plan['objects'][number]['kind'], string>> = {
  table: 'table',
  column: 'column',
  index: 'index',
  constraint: 'constraint',
  function: 'function',
  other: 'other',
};

function Objects({ env, plan }: { env: Env<'base'>; plan: Plan }) {
  const { objects, statements } = plan;
  if (objects.length === 0 && statements.length === 0)
    return <Part title={env.t('Database')}>{<p>{env.t('Nothing changes in the database’s tables.')}</p>}</Part>;
  const count = (action: 'create' | 'drop', kind: 'table' | 'column' | 'index'): number =>
    objects.filter((one) => one.action === action && one.kind === kind).length;
  const sums = (['create', 'drop'] as const).flatMap((action) => {
    const values = { tables: count(action, 'table'), columns: count(action, 'column'), indexes: count(action, 'index') };
    if (values.tables + values.columns + values.indexes === 0) return [];
    return [
      action === 'create'
        ? env.t('New: tables {tables}, columns in others’ tables {columns}, indexes {indexes}.', values)
        : env.t('Removed: tables {tables}, columns of others’ tables {columns}, indexes {indexes}.', values),
    ];
  });
  return (
    <Part title={env.t('Database')}>
      {sums.map((text) => (
        <p>{text}</p>
      ))}
      <details class="more">
        <summary>{env.t('Every object ({count})', { count: objects.length })}</summary>
        <Table
          caption={env.t('Database')}
          head={[env.t('What happens'), env.t('Kind'), env.t('Name'), env.t('App')]}
          rows={objects.map(({ action, kind, name, plugin }) => [
            env.t(action === 'create' ? 'is made' : 'is removed'),
            env.t(kinds[kind]),
            <code>{name}</code>,
            plugin,
          ])}
        />
      </details>
      {statements.length > 0 ? (
        <details class="more">
          <summary>{env.t('The statements ({count})', { count: statements.length })}</summary>
          {statements.map(({ plugin, source, sql }) => (
            <>
              <h3>{`${plugin}: ${source}`}</h3>
              <pre tabindex={0}>{sql}</pre>
            </>
          ))}
        </details>
      ) : null}
    </Part>
  );
}

function Losses({ env, plan, name }: { env: Env<'base'>; plan: Plan; name: string }) {
  const total = plan.losses.reduce((sum, { rows, column }) => sum + (column === undefined ? rows : 0), 0);
  return (
    <Part title={env.t('What would be lost')}>
      <p>
        <strong>{env.t('Rows in all: {count}.', { count: countWords(env, total) })}</strong> {env.t('Take an export along first; secrets are not in it.')}
      </p>
      {plan.losses.length === 0 ? null : (
        <Table
          caption={env.t('What would be lost')}
          head={[env.t('Table'), env.t('Column'), env.t('Rows')]}
          rows={plan.losses.map(({ table, column, rows }) => [
            <code>{table}</code>,
            column === undefined ? env.t('all of it') : <code>{column}</code>,
            countWords(env, rows),
          ])}
        />
      )}
      <div class="row">
        <a class="button" href={`/app/apps/${name}/export`} download>
          <Icon name="file-down" /> {env.t('Export its data')}
        </a>
      </div>
    </Part>
  );
}
