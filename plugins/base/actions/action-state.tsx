import { type ActionOverview, type ActionRun, type Env, formatDateTime } from '#core';
import { Icon, Instant } from '../../web/contract.ts';

/** 0.4 s, 12 s, 3 min 20 s. */
export function duration(env: Env<'base'>, milliseconds: number): string {
  const { language } = env.preferences;
  const unit = (value: number, name: 'second' | 'minute' | 'hour', digits = 0): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return unit(seconds, 'second', 1);
  if (seconds < 60) return unit(Math.round(seconds), 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${unit(minutes, 'minute')} ${unit(Math.floor(seconds % 60), 'second')}`;
  return `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`;
}

/** `12/50` as a bar with words; a bare count where the total is not known. */
function Progress({ env, progress }: { env: Env<'base'>; progress: string | null }) {
  const [done, total] = (progress ?? '').split('/').map(Number);
  if (done === undefined || !progress || Number.isNaN(done)) return null;
  return total ? (
    <span>
      <progress value={done} max={total} aria-label={env.t('Progress')} /> {env.t('{done} of {total}', { done, total })}
    </span>
  ) : (
    <span>{env.t('{count} so far', { count: done })}</span>
  );
}

/** Runs now, waits for its start, paused, switched off after failures, or active: icon and word. */
export function ActionState({ env, action }: { env: Env<'base'>; action: ActionOverview }) {
  if (action.running)
    return (
      <span class="state info">
        <Icon name="loader" /> {env.t('Running')} <Progress env={env} progress={action.running.progress} />
      </span>
    );
  if (action.requested)
    return (
      <span class="state info">
        <Icon name="clock" /> {env.t('Starts in a moment')}
      </span>
    );
  if (action.active)
    return (
      <span class="state ok">
        <Icon name="circle-check" /> {env.t('Active')}
      </span>
    );
  return action.failures > 0 ? (
    <span class="state danger">
      <Icon name="circle-alert" /> {env.t('Switched off after {count} failures', { count: action.failures })}
    </span>
  ) : (
    <span class="state muted">
      <Icon name="circle-pause" /> {env.t('Paused')}
    </span>
  );
}

/** How a run ended, when, how long it took and how much it did. */
export function RunResult({ env, run }: { env: Env<'base'>; run: ActionRun | undefined }) {
  if (!run) return <span class="muted">{env.t('Has not run yet')}</span>;
  const took = duration(env, run.finishedAt.getTime() - run.startedAt.getTime());
  return (
    <span>
      <span class={run.ok ? 'state ok' : 'state danger'}>
        <Icon name={run.ok ? 'check' : 'circle-alert'} /> {env.t(run.ok ? 'Done' : 'Failed')}
      </span>{' '}
      <Instant env={env} at={run.startedAt} />
      <br />
      <small class="muted">{[took, run.count === null ? '' : env.t('{count} done', { count: run.count })].filter(Boolean).join(' · ')}</small>
      {!run.ok && run.message ? (
        <>
          <br />
          <small>{run.message}</small>
        </>
      ) : null}
    </span>
  );
}

/** A time of an action in the viewer's zone, with the action's own zone beside it where the two differ. */
export function NextRun({ env, at, timeZone }: { env: Env<'base'>; at: Date; timeZone: string }) {
  const { preferences } = env;
  return (
    <span>
      <Instant env={env} at={at} />
      {timeZone === preferences.timeZone ? null : (
        <>
          <br />
          <small class="muted">
            {formatDateTime(at, timeZone, preferences)} {timeZone.replaceAll('_', ' ')}
          </small>
        </>
      )}
    </span>
  );
}

/** One press, one POST; with a question where it matters. */
export function PressButton({ to, icon, label, primary, danger }: { to: string; icon: string; label: string; primary?: boolean; danger?: boolean }) {
  return (
    <form method="post" action={to} class="inline">
      <button type="submit" title={label} class={primary ? 'button primary' : danger ? 'button danger' : 'button'}>
        <Icon name={icon} /> <span>{label}</span>
      </button>
    </form>
  );
}
