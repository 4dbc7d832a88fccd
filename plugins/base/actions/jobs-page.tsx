import type { Env, QueueLane } from '#core';
import { AdminPage, EmptyState, Instant, Notice, Table } from '../../web/contract.ts';
import { PressButton } from './action-state.tsx';
import { appTitle } from './app-title.ts';

type Dead = Awaited<ReturnType<Env<'base'>['jobs']['dead']>>[number];

function Queue({ env, lanes }: { env: Env<'base'>; lanes: readonly QueueLane[] }) {
  const waiting = lanes.filter(({ due, later, running }) => due + later + running > 0);
  if (waiting.length === 0) return <EmptyState icon="circle-check">{env.t('Nothing waits: all work is done.')}</EmptyState>;
  return (
    <Table
      caption={env.t('Queue')}
      head={[env.t('Work'), env.t('Lane'), env.t('Running'), env.t('Ready'), env.t('Later'), env.t('Waits since'), env.t('Next run'), env.t('Last problem')]}
      rows={waiting.map(({ name, plugin, lane, running, due, later, oldest, next, reason }) => [
        <>
          {name}
          <br />
          <small class="muted">{appTitle(env, plugin)}</small>
        </>,
        lane ?? '–',
        running,
        due,
        later,
        oldest ? <Instant env={env} at={oldest} /> : '–',
        next ? <Instant env={env} at={next} /> : '–',
        reason ?? '',
      ])}
    />
  );
}

function DeadLetters({ env, dead, limit }: { env: Env<'base'>; dead: readonly Dead[]; limit: number }) {
  if (dead.length === 0) return <EmptyState icon="inbox">{env.t('Nothing has given up.')}</EmptyState>;
  return (
    <>
      <Notice kind="warn">{env.t('These were tried as often as they may be. Remove the cause first, then run them again.')}</Notice>
      <div class="row">
        <PressButton to="/app/jobs/retry" icon="rotate-ccw" label={env.t('Run all again')} />
      </div>
      <Table
        caption={env.t('Dead letters')}
        head={[env.t('Work'), env.t('Made'), env.t('Tries'), env.t('Why it gave up'), <span class="visually-hidden">{env.t('Do')}</span>]}
        rows={dead.map(({ id, name, plugin, createdAt, attempts, reason }) => [
          <>
            {name}
            <br />
            <small class="muted">{appTitle(env, plugin)}</small>
          </>,
          <Instant env={env} at={createdAt} />,
          attempts,
          reason ?? '–',
          <div class="row">
            <PressButton to={`/app/jobs/${id}/retry`} icon="rotate-ccw" label={env.t('Run again')} />
            <details class="ask">
              <summary class="button">{env.t('Discard')}</summary>
              <p>{env.t('This work is then never done.')}</p>
              <PressButton to={`/app/jobs/${id}/discard`} icon="trash-2" label={env.t('Discard for good')} danger />
            </details>
          </div>,
        ])}
      />
      {dead.length === limit ? <p class="muted">{env.t('The newest {count} are shown.', { count: limit })}</p> : null}
    </>
  );
}

/** What waits in the outbox by lane, and what gave up. */
export function JobsPage({ env, lanes, dead, limit }: { env: Env<'base'>; lanes: readonly QueueLane[]; dead: readonly Dead[]; limit: number }) {
  return (
    <AdminPage
      env={env}
      title={env.t('Jobs')}
      subtitle={env.t('Deferred work: mails, calls to other services, reactions to what happened.')}
      active="/app/jobs"
      scripts={[{ plugin: 'base', file: 'live.js' }]}
      wide
    >
      <section class="section">
        <h2>{env.t('Queue')}</h2>
        <div data-live="5">
          <Queue env={env} lanes={lanes} />
        </div>
      </section>
      <section class="section">
        <h2>{env.t('Dead letters')}</h2>
        <DeadLetters env={env} dead={dead} limit={limit} />
      </section>
    </AdminPage>
  );
}
