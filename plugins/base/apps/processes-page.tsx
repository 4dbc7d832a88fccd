import type { Env, ProcessInfo } from '#core';
import { EmptyState, Icon, Instant, Notice, Table } from '../../web/contract.ts';
import { AppsFrame } from './apps-frame.tsx';

/** Every process on this database, and which generation it is on. */
export function ProcessTable({ env, processes }: { env: Env<'base'>; processes: readonly ProcessInfo[] }) {
  const roles: Readonly<Record<ProcessInfo['roles'][number], string>> = { web: env.t('pages'), jobs: env.t('jobs') };
  return (
    <Table
      caption={env.t('Processes')}
      head={[env.t('Process'), env.t('Serves'), env.t('Generation'), env.t('Since'), env.t('State'), env.t('Version')]}
      rows={processes.map((one) => [
        <span class="nowrap">
          {one.host} <small class="muted num">{one.pid}</small>
        </span>,
        one.roles.map((role) => roles[role]).join(', ') || '–',
        <span class="num">{one.generation}</span>,
        <span class="nowrap">
          <Instant env={env} at={one.acknowledgedAt} />
        </span>,
        <ProcessState env={env} process={one} />,
        <span class="num">{one.coreVersion}</span>,
      ])}
    />
  );
}

function ProcessState({ env, process }: { env: Env<'base'>; process: ProcessInfo }) {
  const { alive, current, problem } = process;
  const look = !alive
    ? { kind: 'muted', icon: 'circle-off', word: env.t('not heard of lately') }
    : problem !== undefined
      ? { kind: 'danger', icon: 'circle-alert', word: problem }
      : current
        ? { kind: 'ok', icon: 'circle-check', word: env.t('on the newest') }
        : { kind: 'warn', icon: 'loader', word: env.t('on its way') };
  return (
    <span class={problem === undefined ? `state ${look.kind}` : `state ${look.kind} long`}>
      <Icon name={look.icon} /> {look.word}
    </span>
  );
}

export function ProcessesPage({ env, processes }: { env: Env<'base'>; processes: readonly ProcessInfo[] }) {
  const late = processes.filter(({ alive, current }) => alive && !current).length;
  return (
    <AppsFrame
      env={env}
      title={env.t('Apps')}
      subtitle={env.t('Each change of the apps makes a generation; every process takes it over by itself, without a restart.')}
      part="/app/apps/processes"
    >
      {processes.length === 0 ? (
        <EmptyState icon="server-off">{env.t('No process has made itself known yet.')}</EmptyState>
      ) : (
        <>
          <Notice kind={late === 0 ? 'ok' : 'warn'}>
            {late === 0
              ? env.t('Every process is on the newest generation.')
              : env.t('{count} processes are not on the newest generation yet.', { count: late })}
          </Notice>
          <ProcessTable env={env} processes={processes} />
        </>
      )}
    </AppsFrame>
  );
}
