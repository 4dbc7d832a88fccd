import type { Env, HistoryEntry } from '#core';
import { EmptyState, Icon, Instant, Table } from '../../web/contract.ts';
import { AppsFrame } from './apps-frame.tsx';
import { DataChanges } from './data-changes.tsx';
import { sentence } from './sentence.ts';
import { changeWords, stepWords } from './step-words.ts';

/** A number of milliseconds as people say it. */
export const span = (env: Env<'base'>, milliseconds: number): string =>
  milliseconds < 1_000
    ? env.t('{count} ms', { count: Math.round(milliseconds) })
    : env.t('{count} s', { count: (milliseconds / 1_000).toLocaleString(env.preferences.language, { maximumFractionDigits: 1 }) });

const actorWords = (env: Env<'base'>, actor: string, actors: ReadonlyMap<string, string>): string =>
  actors.get(actor) ?? (actor === 'start' ? env.t('at the start') : actor === 'command line' ? env.t('command line') : env.t('somebody who is gone'));

type TableProps = {
  env: Env<'base'>;
  history: readonly HistoryEntry[];
  actors: ReadonlyMap<string, string>;
  /** The app whose steps come first. */
  of?: string;
};

export function HistoryTable({ env, history, actors, of }: TableProps) {
  return (
    <Table
      caption={env.t('History')}
      head={[env.t('When'), env.t('What'), env.t('Who'), env.t('Result')]}
      rows={history.map((entry) => [
        <a href={`/app/apps/history/${entry.id}`} class="nowrap">
          <Instant env={env} at={entry.at} />
        </a>,
        <Steps env={env} entry={entry} of={of} />,
        actorWords(env, entry.actor, actors),
        <Outcome env={env} entry={entry} />,
      ])}
    />
  );
}

function Steps({ env, entry, of }: { env: Env<'base'>; entry: HistoryEntry; of: string | undefined }) {
  const { steps, message, reason } = entry;
  const titles = new Map(env.catalog.plugins().map(({ name, title }) => [name, env.t(title)]));
  const shown = of === undefined ? steps.slice(0, 3) : steps.filter(({ plugin }) => plugin === of);
  const asked =
    steps.length > 0 || !entry.change ? '' : changeWords(env, entry.change.kind, entry.change.plugins.map((name) => titles.get(name) ?? name).join(', '));
  const first = shown.map((step) => stepWords(env, step));
  return (
    <>
      {first.length > 0 ? first.join('; ') : [asked, sentence(env, reason ?? message ?? '')].filter((text) => text !== '').join(': ') || '–'}
      {steps.length > shown.length ? ` ${env.t('and {count} more', { count: steps.length - shown.length })}` : null}
    </>
  );
}

function Outcome({ env, entry }: { env: Env<'base'>; entry: HistoryEntry }) {
  return (
    <span class={entry.ok ? 'state ok' : 'state danger'}>
      <Icon name={entry.ok ? 'circle-check' : 'circle-alert'} /> {entry.ok ? span(env, entry.milliseconds) : env.t('failed, nothing changed')}
    </span>
  );
}

/** Everything that happened to the set of apps, newest first. */
export function HistoryPage({ env, history, actors }: { env: Env<'base'>; history: readonly HistoryEntry[]; actors: ReadonlyMap<string, string> }) {
  return (
    <AppsFrame env={env} title={env.t('Apps')} subtitle={env.t('What was installed, turned on and off, upgraded and removed.')} part="/app/apps/history">
      {history.length === 0 ? (
        <EmptyState icon="history">{env.t('Nothing has happened yet.')}</EmptyState>
      ) : (
        <HistoryTable env={env} history={history} actors={actors} />
      )}
    </AppsFrame>
  );
}

/** One change: its steps, what became of the records, or why it failed. */
export function HistoryEntryPage({ env, entry, actors }: { env: Env<'base'>; entry: HistoryEntry; actors: ReadonlyMap<string, string> }) {
  return (
    <AppsFrame env={env} title={env.t('A change of the apps')} part="/app/apps/history">
      <dl class="facts">
        <div>
          <dt>{env.t('When')}</dt>
          <dd>
            <Instant env={env} at={entry.at} />
          </dd>
        </div>
        <div>
          <dt>{env.t('Who')}</dt>
          <dd>{actorWords(env, entry.actor, actors)}</dd>
        </div>
        <div>
          <dt>{env.t('Result')}</dt>
          <dd>
            <Outcome env={env} entry={entry} />
          </dd>
        </div>
        {entry.generation === undefined ? null : (
          <div>
            <dt>{env.t('Generation')}</dt>
            <dd class="num">{entry.generation}</dd>
          </div>
        )}
        {entry.reason === undefined ? null : (
          <div>
            <dt>{env.t('Reason')}</dt>
            <dd>{entry.reason}</dd>
          </div>
        )}
      </dl>
      {entry.message === undefined ? null : (
        <section class="section">
          <h2>{env.t('Message')}</h2>
          <pre tabindex={0}>{sentence(env, entry.message)}</pre>
        </section>
      )}
      {entry.steps.length > 0 ? (
        <section class="section">
          <h2>{env.t('Steps')}</h2>
          <ol>
            {entry.steps.map((step) => (
              <li>
                {stepWords(env, step)} {step.because === undefined ? null : <span class="muted">({sentence(env, step.because)})</span>}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      <DataChanges env={env} data={entry.data} />
    </AppsFrame>
  );
}
