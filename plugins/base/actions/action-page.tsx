import { type ActionOverview, type ActionRun, describeExpression, type Env } from '#core';
import { AdminPage, DescriptionList, EmptyState, Form, Icon, Instant, LinkButton, Notice, Table, TextField } from '../../web/contract.ts';
import { ActionState, duration, NextRun, PressButton, RunResult } from './action-state.tsx';
import { ActionButtons } from './actions-page.tsx';
import { appTitle } from './app-title.ts';

export type Proposal = {
  expression: string;
  /** The next runs by it, or why it cannot be used. */
  runs: readonly Date[];
  problem: string | undefined;
};

function Schedule({ env, action, proposal }: { env: Env<'base'>; action: ActionOverview; proposal: Proposal }) {
  const at = `/app/actions/${action.name}`;
  const changed = proposal.expression !== action.expression;
  return (
    <section class="section">
      <h2>{env.t('Schedule')}</h2>
      <Form action={`${at}/schedule`} problem={undefined}>
        <TextField
          label={env.t('Cron expression')}
          name="expression"
          value={proposal.expression}
          help={env.t('Minute, hour, day of the month, month, day of the week; a star is every one.')}
          error={proposal.problem}
          required
          autocomplete="off"
        />
        {proposal.problem ? null : (
          <>
            <p>
              <Icon name="calendar-clock" /> {describeExpression(proposal.expression, env.preferences)} ({action.timeZone.replaceAll('_', ' ')})
            </p>
            <Table
              caption={env.t('The next five runs')}
              head={[env.t('The next five runs')]}
              rows={proposal.runs.map((run) => [<NextRun env={env} at={run} timeZone={action.timeZone} />])}
            />
          </>
        )}
        <div class="row">
          <button type="submit" class="button" formmethod="get" formaction={at}>
            <Icon name="eye" /> <span>{env.t('Show the next five runs')}</span>
          </button>
          <button type="submit" class={changed ? 'button primary' : 'button'}>
            {env.t('Save')}
          </button>
        </div>
      </Form>
      {action.expression === action.declared ? null : (
        <p>
          {env.t('Its app says {expression}.', { expression: action.declared })}{' '}
          <PressButton to={`${at}/declared`} icon="undo-2" label={env.t('Go back to that')} />
        </p>
      )}
    </section>
  );
}

/** One scheduled action: its state, its schedule with the next runs, everything it did. */
export function ActionPage({
  env,
  action,
  proposal,
  history,
  older,
}: {
  env: Env<'base'>;
  action: ActionOverview;
  proposal: Proposal;
  history: readonly ActionRun[];
  older: string | undefined;
}) {
  const title = env.t(action.title);
  return (
    <AdminPage
      env={env}
      title={title}
      active="/app/actions"
      actions={<ActionButtons env={env} action={action} />}
      scripts={[{ plugin: 'base', file: 'live.js' }]}
    >
      <p class="toolbar">
        <LinkButton href="/app/actions" icon="arrow-left">
          {env.t('Scheduled actions')}
        </LinkButton>
      </p>
      <div data-live={action.running || action.requested ? '3' : '20'}>
        {!action.active && action.failures > 0 ? (
          <Notice kind="danger">
            {env.t('It failed {count} times in a row and was switched off. Read the last message, remove the cause, then activate it again.', {
              count: action.failures,
            })}
          </Notice>
        ) : null}
        <DescriptionList
          entries={[
            { label: env.t('State'), value: <ActionState env={env} action={action} /> },
            { label: env.t('Next run'), value: action.active ? <NextRun env={env} at={action.nextRun} timeZone={action.timeZone} /> : '–' },
            { label: env.t('Last run'), value: <RunResult env={env} run={action.last} /> },
            { label: env.t('App'), value: appTitle(env, action.plugin) },
            { label: env.t('Name'), value: <code>{action.name}</code> },
          ]}
        />
      </div>
      <Schedule env={env} action={action} proposal={proposal} />
      <section class="section">
        <h2>{env.t('History')}</h2>
        {history.length === 0 ? (
          <EmptyState icon="history">{env.t('Has not run yet')}</EmptyState>
        ) : (
          <Table
            caption={env.t('History')}
            head={[env.t('Started'), env.t('Result'), env.t('Duration'), env.t('Count'), env.t('Message')]}
            rows={history.map((run) => [
              <>
                <Instant env={env} at={run.startedAt} />
                {run.asked ? <small class="muted"> {env.t('asked for')}</small> : null}
              </>,
              <span class={run.ok ? 'state ok' : 'state danger'}>
                <Icon name={run.ok ? 'check' : 'circle-alert'} /> {env.t(run.ok ? 'Done' : 'Failed')}
              </span>,
              duration(env, run.finishedAt.getTime() - run.startedAt.getTime()),
              run.count ?? '–',
              run.message ?? '',
            ])}
          />
        )}
        {older ? (
          <p>
            <LinkButton href={`/app/actions/${action.name}?before=${older}`} icon="chevron-down">
              {env.t('Older runs')}
            </LinkButton>
          </p>
        ) : null}
      </section>
    </AdminPage>
  );
}
