import { type ActionOverview, describeExpression, type Env } from '#core';
import { AdminPage, EmptyState, Table } from '../../web/contract.ts';
import { ActionState, NextRun, PressButton, RunResult } from './action-state.tsx';
import { appTitle } from './app-title.ts';

const live = [{ plugin: 'base', file: 'live.js' }];

export function ActionButtons({ env, action }: { env: Env<'base'>; action: ActionOverview }) {
  const at = `/app/actions/${action.name}`;
  return (
    <div class="row presses">
      <PressButton to={`${at}/run`} icon="play" label={env.t('Run now')} />
      {action.active ? (
        <PressButton to={`${at}/pause`} icon="pause" label={env.t('Pause')} />
      ) : (
        <PressButton to={`${at}/resume`} icon="rotate-ccw" label={env.t('Activate')} />
      )}
    </div>
  );
}

/** Every scheduled action: when it runs next, how the last run ended. */
export function ActionsPage({ env, actions }: { env: Env<'base'>; actions: readonly ActionOverview[] }) {
  const busy = actions.some(({ running, requested }) => running || requested);
  return (
    <AdminPage
      env={env}
      title={env.t('Scheduled actions')}
      subtitle={env.t('Work that comes back by itself. Times are in your zone.')}
      active="/app/actions"
      scripts={live}
      wide
    >
      <div data-live={busy ? '3' : '20'}>
        {actions.length === 0 ? (
          <EmptyState icon="timer">{env.t('No app has work that comes back.')}</EmptyState>
        ) : (
          <Table
            caption={env.t('Scheduled actions')}
            head={[
              env.t('Action'),
              env.t('Schedule'),
              env.t('State'),
              env.t('Next run'),
              env.t('Last run'),
              <span class="visually-hidden">{env.t('Do')}</span>,
            ]}
            rows={actions.map((action) => [
              <>
                <a href={`/app/actions/${action.name}`}>{env.t(action.title)}</a>
                <br />
                <small class="muted">{appTitle(env, action.plugin)}</small>
              </>,
              describeExpression(action.expression, env.preferences),
              <ActionState env={env} action={action} />,
              action.active ? <NextRun env={env} at={action.nextRun} timeZone={action.timeZone} /> : '–',
              <RunResult env={env} run={action.last} />,
              <ActionButtons env={env} action={action} />,
            ])}
          />
        )}
      </div>
    </AdminPage>
  );
}
