import { type Env, fail, formatDateTime } from '#core';
import { AdminPage, EmptyState, Icon, Instant, LinkButton, Notice, Select, Table } from '../../web/contract.ts';
import { compareVersions, type Difference, type History, type Movement, readVersions, type Version, whoDid } from './read-versions.ts';

const named = (env: Env<'meetings'>, { number, made }: Version): string =>
  made ? env.t('Version 1: made') : number === null ? env.t('Answer') : env.t('Version {number}', { number });

/** Who came and who went, together: `Attendees: Bob, Cleo came`. */
function MovementLines({ env, movements }: { env: Env<'meetings'>; movements: readonly Movement[] }) {
  const line = (kind: Movement['kind'], came: boolean) => {
    const names = movements.filter((one) => one.kind === kind && one.came === came).map(({ name }) => name);
    if (names.length === 0) return null;
    const label = kind === 'room' ? env.t('Rooms') : env.t('Attendees');
    const all = names.join(', ');
    return (
      <li>
        <Icon name={came ? 'plus' : 'minus'} /> {label}: {came ? <ins>{all}</ins> : <del>{all}</del>}{' '}
        <span class="small">({came ? env.t('added') : env.t('taken off')})</span>
      </li>
    );
  };
  return (
    <>
      {line('person', true)}
      {line('person', false)}
      {line('room', true)}
      {line('room', false)}
    </>
  );
}

function DifferenceLine({ env, difference: { label, from, to, told } }: { env: Env<'meetings'>; difference: Difference }) {
  if (!told) return <li>{env.t('{field} changed', { field: label })}</li>;
  return (
    <li>
      {label}: <del>{from}</del> <span aria-hidden="true">→</span>
      <span class="visually-hidden">{env.t('then')}</span> <ins>{to}</ins>
    </li>
  );
}

function Compared({ env, history, a, b }: { env: Env<'meetings'>; history: History; a: Version; b: Version }) {
  const [older, newer] = a.id < b.id ? [a, b] : [b, a];
  const { differences, movements } = compareVersions(history.versions, older.id, newer.id);
  const told = (version: Version): string => `${named(env, version)}, ${formatDateTime(version.at, env.preferences.timeZone, env.preferences)}`;
  // An answer has no number; two of them would have one name.
  const [from, to] = named(env, older) === named(env, newer) ? [told(older), told(newer)] : [named(env, older), named(env, newer)];
  return (
    <section class="section card">
      <h2>{env.t('Compared')}</h2>
      <p class="small">
        {told(older)} – {told(newer)}
      </p>
      {differences.length + movements.length === 0 ? <p>{env.t('Nothing is different between these two.')}</p> : null}
      {differences.length > 0 ? (
        <Table
          caption={env.t('Compared')}
          head={[env.t('What'), from, to]}
          rows={differences.map((one) =>
            one.told ? [one.label, <span class="kept-lines">{one.from}</span>, <span class="kept-lines">{one.to}</span>] : [one.label, '–', env.t('changed')],
          )}
        />
      ) : null}
      {movements.length > 0 ? (
        <ul class="changes">
          <MovementLines env={env} movements={movements} />
        </ul>
      ) : null}
    </section>
  );
}

function CompareForm({ env, id, history, a, b }: { env: Env<'meetings'>; id: string; history: History; a: Version | undefined; b: Version | undefined }) {
  const choices = history.versions.map((version) => ({
    value: version.id,
    label: `${named(env, version)} · ${formatDateTime(version.at, env.preferences.timeZone, env.preferences)} · ${whoDid(env, version, history.names)}`,
  }));
  return (
    <search>
      <form action={`/app/meetings/${id}/history`} class="form wide card">
        <div class="columns">
          <Select label={env.t('From')} name="a" value={a?.id ?? choices.at(-1)?.value} choices={choices} />
          <Select label={env.t('To')} name="b" value={b?.id ?? choices[0]?.value} choices={choices} />
        </div>
        <div class="row">
          <button type="submit">
            <Icon name="git-compare" /> <span>{env.t('Compare')}</span>
          </button>
        </div>
      </form>
    </search>
  );
}

/** Who changed what about a meeting, and when, in the viewer's zone; two versions side by side. Open to whoever may read the meeting. @throws NOT_FOUND */
export async function HistoryPage({ env, id, a, b, before }: { env: Env<'meetings'>; id: string; a: string; b: string; before: string }) {
  const [meeting] = await env.model('meeting.event').find({ id });
  if (!meeting) throw fail('NOT_FOUND');
  const history = await readVersions(env, meeting, before || undefined);
  const { versions, names, more } = history;
  const [first, second] = [a, b].map((wanted) => versions.find((version) => version.id === wanted));
  const last = versions.at(-1);
  return (
    <AdminPage
      env={env}
      title={env.t('Versions')}
      subtitle={env.t('Every change of “{subject}”, in your time zone ({zone}).', {
        subject: meeting.subject,
        zone: env.preferences.timeZone.replaceAll('_', ' '),
      })}
      active="/app/meeting.event"
      styles={[{ plugin: 'meetings', file: 'history.css' }]}
      actions={
        <LinkButton href={`/app/meeting.event/${id}`} icon="arrow-left">
          {env.t('To the meeting')}
        </LinkButton>
      }
    >
      {versions.length > 1 ? <CompareForm env={env} id={id} history={history} a={first} b={second} /> : null}
      {first && second ? <Compared env={env} history={history} a={first} b={second} /> : null}
      {versions.length === 0 ? (
        <section class="card">
          <EmptyState icon="history">{env.t('Nothing is kept of the past of this meeting.')}</EmptyState>
        </section>
      ) : (
        <section class="section">
          <Table
            caption={env.t('Versions')}
            head={[env.t('Version'), env.t('When'), env.t('Who'), env.t('Changes')]}
            rows={versions.map((version) => [
              named(env, version),
              <Instant env={env} at={version.at} />,
              whoDid(env, version, names),
              version.made ? (
                env.t('The meeting was made.')
              ) : (
                <ul class="changes">
                  {version.differences.map((difference) => (
                    <DifferenceLine env={env} difference={difference} />
                  ))}
                  <MovementLines env={env} movements={version.movements} />
                </ul>
              ),
            ])}
          />
        </section>
      )}
      {meeting.series ? <Notice kind="info">{env.t('This is a date of a series; changes of the whole series stand here too.')}</Notice> : null}
      {more && last ? (
        <p class="section">
          <LinkButton href={`/app/meetings/${id}/history?before=${last.id}`}>{env.t('Older')}</LinkButton>
        </p>
      ) : null}
    </AdminPage>
  );
}
