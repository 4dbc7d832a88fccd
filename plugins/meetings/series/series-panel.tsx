import { type Env, formatRange } from '#core';
import { Icon, LinkButton, SeenVersion, State, Table } from '../../web/contract.ts';
import { describeStored } from './describe-rule.ts';

const NEXT = 5;

/** The dates of a series that the viewer may see, with their states. */
export async function DateTable({ env, series, next }: { env: Env<'meetings'>; series: string; next?: Date }) {
  const dates = await env.model('meeting.event').pick({ series, ...(next ? { end: { gt: next } } : {}) }, ['start', 'end', 'state', 'exception', 'subject'], {
    order: ['start'],
    limit: next ? NEXT : 600,
  });
  return (
    <Table
      head={[env.t('Date'), env.t('State'), env.t('Remark')]}
      rows={dates.map(({ id, start, end, state, exception }) => [
        <a href={`/app/meeting.event/${id}`}>{formatRange(start, end, env.preferences.timeZone, env.preferences)}</a>,
        <State env={env} value={state} />,
        exception ? env.t('Changed by hand') : '',
      ])}
    />
  );
}

/** Beneath a date of a series: how it repeats, what comes next, and what can be done to all of it. */
export async function seriesPanel(env: Env<'meetings'>, record: { id: string }) {
  const [event] = await env.model('meeting.event').pick({ id: record.id }, ['series', 'state', 'exception']);
  if (!event?.series) return null;
  const [series] = await env.asPlugin().model('meeting.series').find({ id: event.series });
  if (!series) return null;
  const [own] = await env.model('meeting.series').pick({ id: series.id }, ['version']);
  const live = event.state === 'draft' || event.state === 'confirmed';
  return (
    <section class="section card">
      <h2>{env.t('Series')}</h2>
      <p>
        <Icon name="repeat" /> {describeStored(env, series)} <span class="small">({series.timeZone})</span>
        {event.exception ? ` · ${env.t('Changed by hand')}` : ''}
      </p>
      <DateTable env={env} series={series.id} next={env.now()} />
      <div class="row">
        <LinkButton href={`/app/meetings/series/${series.id}`} icon="calendar-days">
          {env.t('All dates')}
        </LinkButton>
        {own && live && event.state === 'draft' ? (
          <form method="post" action={`/app/meetings/series/${series.id}/confirm`}>
            <SeenVersion version={own.version} />
            <button type="submit" class="primary">
              <Icon name="check" /> <span>{env.t('Confirm all dates')}</span>
            </button>
          </form>
        ) : null}
        {own && live ? (
          <LinkButton href={`/app/meetings/${record.id}/cancel-series`} icon="calendar-x">
            {env.t('Cancel several dates')}
          </LinkButton>
        ) : null}
      </div>
    </section>
  );
}
