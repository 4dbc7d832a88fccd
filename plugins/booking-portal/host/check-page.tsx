import { type Env, formatRange, wallOf } from '#core';
import { AdminPage, EmptyState, Icon, Table } from '../../web/contract.ts';
import type { Link } from '../open-times.ts';
import type { LinkCheck } from './check-link.ts';
import { hostAssets } from './host-assets.ts';
import type { Obstacle } from './why-not.ts';

type Props = { env: Env<'booking-portal'>; link: Link; checks: readonly LinkCheck[]; wanted: Date; asked: boolean; obstacles: readonly Obstacle[] };

/** Why does my link not work, and why is a time not free: for the host, with the private reasons. */
export async function CheckPage({ env, link, checks, wanted, asked, obstacles }: Props) {
  const { timeZone } = env.preferences;
  return (
    <AdminPage env={env} title={env.t('Does “{name}” work?', { name: link.name })} active="/app/booking.link" {...hostAssets}>
      <section class="section card">
        <h2>{env.t('The link')}</h2>
        <ul class="checks">
          {checks.map(({ ok, text, fix }) => (
            <li>
              <span class={ok ? 'state ok' : 'state danger'}>
                <Icon name={ok ? 'circle-check' : 'circle-x'} /> {ok ? env.t('Yes') : env.t('No')}
              </span>{' '}
              {text} {ok ? null : <strong>{fix}</strong>}
            </li>
          ))}
        </ul>
      </section>
      <section class="section card">
        <h2>{env.t('Why is this time not free?')}</h2>
        <form method="get" action={`/app/booking-links/${link.id}/check`} class="look-up">
          <label>
            {env.t('Start')}
            <input name="at" type="datetime-local" value={wallOf(wanted, timeZone).slice(0, 16)} required />
          </label>
          <button type="submit">{env.t('Look up')}</button>
        </form>
        <p class="muted">{timeZone.replaceAll('_', ' ')}</p>
        {!asked ? null : obstacles.length === 0 ? (
          <EmptyState icon="calendar-check">{env.t('Nothing stands in the way: guests are offered this time.')}</EmptyState>
        ) : (
          <Table
            head={[env.t('Why'), env.t('Whose'), env.t('When')]}
            rows={obstacles.map(({ why, whose, during, href }) => [
              href ? <a href={href}>{why}</a> : why,
              whose,
              during ? formatRange(during.start, during.end, timeZone, env.preferences) : '–',
            ])}
          />
        )}
      </section>
      <p class="section">
        <a class="button" href={`/app/booking.link/${link.id}`}>
          {env.t('Go back')}
        </a>
      </p>
    </AdminPage>
  );
}
