import type { ApplyResult, Change, Env, HistoryEntry, PlanStep } from '#core';
import { Icon, LinkButton, Notice } from '../../web/contract.ts';
import { AppsFrame } from './apps-frame.tsx';
import { DataChanges } from './data-changes.tsx';
import { span } from './history-page.tsx';
import { ProcessTable } from './processes-page.tsx';
import type { RunningChange } from './running-changes.ts';
import { sentence } from './sentence.ts';
import { changeWords, stepIcons, stepWords } from './step-words.ts';

type About = { env: Env<'base'>; plugin: string; title: string };

/** While it is being done: looks again by itself, also without scripts. */
export function ChangeUnderWay({ env, title, step }: About & { step: RunningChange['step'] }) {
  return (
    <AppsFrame env={env} title={title} subtitle={env.t('This page looks again by itself. You may leave it: the work goes on.')}>
      <div role="status" class="stack">
        {step === undefined ? (
          <p>
            <Icon name="loader" /> {env.t('It has begun …')}
          </p>
        ) : (
          <>
            <p>
              <Icon name={stepIcons[step.action]} /> {env.t('Step {number} of {total}: {app}', { number: step.done + 1, total: step.total, app: step.plugin })}
            </p>
            <progress max={step.total} value={step.done} aria-label={env.t('Progress')} />
          </>
        )}
      </div>
    </AppsFrame>
  );
}

/** It was not done, and nothing has changed. */
export function ChangeFailed({ env, plugin, title, failure, again }: About & { failure: NonNullable<RunningChange['failure']>; again: string }) {
  return (
    <AppsFrame env={env} title={title}>
      <Notice kind="danger">
        <strong>{env.t('It was not done, and nothing has changed.')}</strong> {env.t(failure.title)}
      </Notice>
      {failure.detail === failure.title ? null : <pre tabindex={0}>{sentence(env, failure.detail)}</pre>}
      <div class="row">
        <LinkButton href={again} icon="rotate-ccw" primary>
          {env.t('Look at the plan again')}
        </LinkButton>
        <LinkButton href={`/app/apps/${plugin}`}>{env.t('Back to the app')}</LinkButton>
      </div>
    </AppsFrame>
  );
}

type Undo = { text: string; href?: string; label?: string };

/** How one gets back to where it was before. */
function undoOf(env: Env<'base'>, plugin: string, change: Change): Undo {
  const at = `/app/apps/${plugin}/plan?kind=`;
  switch (change.kind) {
    case 'install':
      return { text: env.t('To undo it, uninstall the app; its data can stay.'), href: `${at}uninstall`, label: env.t('Uninstall …') };
    case 'enable':
      return { text: env.t('To undo it, turn the app off again; its data stays.'), href: `${at}disable`, label: env.t('Turn off …') };
    case 'disable':
      return { text: env.t('To undo it, turn the app on again: everything is as it was.'), href: `${at}enable`, label: env.t('Turn on …') };
    case 'upgrade':
      return { text: env.t('An upgrade is not undone here: the release before runs on the new tables, so put its files back if you must.') };
    case 'uninstall':
      return change.mode === 'keep'
        ? { text: env.t('To undo it, install the app again: it finds its data.'), href: `${at}install`, label: env.t('Install …') }
        : { text: env.t('This cannot be undone; only the export has the data now.') };
  }
}

type DoneProps = About & {
  change: Change;
  steps: readonly PlanStep[];
  milliseconds: ApplyResult['milliseconds'] | undefined;
  processes: ApplyResult['processes'];
  /** Its entry in the history, where it has been read. */
  entry: HistoryEntry | undefined;
};

/** What was done, how long it took, who has taken it over, and how to get back. */
export function ChangeDone({ env, plugin, title, change, steps, milliseconds, processes, entry }: DoneProps) {
  const undo = undoOf(env, plugin, change);
  // what was just put in wants to be set up
  const fresh = change.kind === 'install' || change.kind === 'enable';
  const settings = fresh && env.catalog.settings().some((one) => one.plugin === plugin) ? `/app/settings/${plugin}` : undefined;
  const kept = entry?.data.some(({ what }) => what === 'kept') ?? false;
  return (
    <AppsFrame env={env} title={title}>
      <Notice kind="ok">
        {env.t('Done.')}{' '}
        {milliseconds === undefined
          ? null
          : milliseconds.activate === undefined
            ? env.t('The database took {apply}; some processes have not taken it over yet.', { apply: span(env, milliseconds.apply) })
            : env.t('The database took {apply}, every process had it {activate} later.', {
                apply: span(env, milliseconds.apply),
                activate: span(env, milliseconds.activate),
              })}
      </Notice>
      {kept ? <Notice kind="info">{env.t('Some records that the app brings had been changed here: they stayed as they were.')}</Notice> : null}
      <ol class="plain-list">
        {steps.map((step) => (
          <li>
            <Icon name={stepIcons[step.action]} /> {stepWords(env, step)}
          </li>
        ))}
      </ol>
      {entry ? <DataChanges env={env} data={entry.data} /> : null}
      <section class="section">
        <h2>{env.t('What next')}</h2>
        <p>{undo.text}</p>
        <div class="row">
          {settings ? (
            <LinkButton href={settings} icon="settings" primary>
              {env.t('Settings')}
            </LinkButton>
          ) : null}
          <LinkButton href={change.kind === 'uninstall' ? '/app/apps' : `/app/apps/${plugin}`} primary={!settings}>
            {change.kind === 'uninstall' ? env.t('All apps') : env.t('Back to the app')}
          </LinkButton>
          {undo.href && undo.label ? <LinkButton href={undo.href}>{undo.label}</LinkButton> : null}
        </div>
      </section>
      {processes.length > 0 ? (
        <section class="section">
          <h2>{env.t('Processes')}</h2>
          <ProcessTable env={env} processes={processes} />
        </section>
      ) : null}
    </AppsFrame>
  );
}

export const changeTitle = (env: Env<'base'>, change: Pick<Change, 'kind'>, app: string): string => changeWords(env, change.kind, app);
