import { type Env, formatRange } from '#core';
import { AdminPage, EmptyState, Icon, Instant, Notice } from '../../web/contract.ts';
import { hostAssets } from '../host/host-assets.ts';
import { PageTurner } from '../page-turner.tsx';
import { saysSomething, Written } from './guest-words.tsx';
import { type Inbox, type InboxEntry, type Tab, tabs } from './read-inbox.ts';

const titles: Record<Tab, 'Waiting' | 'Coming' | 'Past' | 'Cancelled'> = { waiting: 'Waiting', coming: 'Coming', past: 'Past', cancelled: 'Cancelled' };
const empties = {
  waiting: 'Nothing waits for your answer. Requests of guests appear here.',
  coming: 'Nobody has booked a time that is still to come.',
  past: 'No bookings in the past.',
  cancelled: 'No cancelled bookings.',
} as const;

const address = (inbox: Pick<Inbox, 'all'>, tab: Tab, page = 1): string =>
  `/app/bookings?${new URLSearchParams({ tab, ...(inbox.all ? { all: '1' } : {}), ...(page > 1 ? { page: String(page) } : {}) })}`;

const ends = {
  declined: { icon: 'x', word: 'Declined' },
  lapsed: { icon: 'clock', word: 'Lapsed' },
  'taken-back': { icon: 'undo-2', word: 'Cancelled by the guest' },
  cancelled: { icon: 'ban', word: 'Cancelled by you' },
} as const;

function Ended({ env, how }: { env: Env<'booking-portal'>; how: keyof typeof ends }) {
  const { icon, word } = ends[how];
  return (
    <p>
      <span class="state muted">
        <Icon name={icon} /> {env.t(word)}
      </span>
    </p>
  );
}

function Entry({ env, entry, decide }: { env: Env<'booking-portal'>; entry: InboxEntry; decide: boolean }) {
  const { meeting, guests, words, link, answerBy, ended } = entry;
  const { id } = meeting;
  const who = guests.map(({ name }) => name).join(', ') || meeting.subject;
  return (
    <li class="card inbox-entry">
      {decide ? <input type="checkbox" name="pick" value={id} aria-label={env.t('Choose {name}', { name: who })} /> : null}
      <div>
        <h2>
          <a href={`/app/meeting.event/${id}`}>{who}</a>
        </h2>
        <p>
          <strong>{formatRange(meeting.start, meeting.end, env.preferences.timeZone, env.preferences)}</strong>
        </p>
        <p class="muted">
          {link ? <a href={`/app/booking.link/${link.id}`}>{link.name}</a> : meeting.subject}
          {guests.map(({ email }) => (
            <>
              {' · '}
              <a href={`mailto:${email}`}>{email}</a>
            </>
          ))}
        </p>
        <p class="muted">
          {meeting.state === 'draft' || link?.approval ? env.t('asked on') : env.t('booked on')} <Instant env={env} at={meeting.createdAt} />
          {answerBy ? (
            <>
              {' · '}
              {env.t('lapses on')} <Instant env={env} at={answerBy} />
            </>
          ) : null}
        </p>
        {ended ? <Ended env={env} how={ended} /> : null}
        {meeting.reason ? <p class="muted">{env.t('Reason: {reason}', { reason: meeting.reason })}</p> : null}
        {words.some(saysSomething) ? (
          <details open={decide}>
            <summary>{env.t('What the guest wrote')}</summary>
            <Written env={env} words={words} />
          </details>
        ) : null}
        {decide ? (
          <div class="row">
            <input type="hidden" name={`version_${id}`} value={String(meeting.version)} />
            <button type="submit" name="do" value={`approve_${id}`} class="primary" aria-label={`${env.t('Approve')}: ${who}`}>
              <Icon name="check" /> <span>{env.t('Approve')}</span>
            </button>
            <details>
              <summary class="button" aria-label={`${env.t('Decline …')}: ${who}`}>
                {env.t('Decline …')}
              </summary>
              <label for={`reason_${id}`}>{env.t('Reason, told to the guest')}</label>
              <input type="text" id={`reason_${id}`} name={`reason_${id}`} maxlength={500} />
              <button type="submit" name="do" value={`decline_${id}`} class="danger">
                {env.t('Decline')}
              </button>
            </details>
          </div>
        ) : null}
      </div>
    </li>
  );
}

/** Bookings of the viewer by where they stand: what waits for an answer, with approve and decline for one or many, what comes, what was, what is off. */
export function InboxPage({ env, inbox, problems = [] }: { env: Env<'booking-portal'>; inbox: Inbox; problems?: readonly string[] }) {
  const { tab, entries, waiting, page, more } = inbox;
  const decide = tab === 'waiting';
  const manages = env.inGroup('base.admin') || env.inGroup('meetings.manager');
  const list = (
    <ul class="inbox">
      {entries.map((entry) => (
        <Entry env={env} entry={entry} decide={decide} />
      ))}
    </ul>
  );
  return (
    <AdminPage
      env={env}
      title={env.t('Bookings')}
      subtitle={env.t('Times in {zone}.', { zone: env.preferences.timeZone.replaceAll('_', ' ') })}
      active="/app/bookings"
      {...hostAssets}
    >
      <nav class="tabs" aria-label={env.t('Bookings')}>
        {tabs.map((one) => (
          <a href={address(inbox, one)} aria-current={one === tab ? 'page' : undefined}>
            {env.t(titles[one])}
            {one === 'waiting' && waiting > 0 ? ` (${waiting})` : ''}
          </a>
        ))}
      </nav>
      {manages ? (
        <p>
          <a href={address({ all: !inbox.all }, tab)}>{inbox.all ? env.t('Only mine') : env.t('Bookings of all hosts')}</a>
        </p>
      ) : null}
      {problems.length > 0 ? (
        <Notice kind="danger">
          <ul>
            {problems.map((problem) => (
              <li>{problem}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {entries.length === 0 ? (
        <EmptyState icon={decide ? 'circle-check' : 'ticket'}>{env.t(empties[tab])}</EmptyState>
      ) : decide ? (
        <form method="post" action="/app/bookings/decide">
          {inbox.all ? <input type="hidden" name="all" value="1" /> : null}
          {list}
          {entries.length > 1 ? (
            <div class="card inbox-bulk">
              <strong>{env.t('All that are ticked')}</strong>
              <button type="submit" name="do" value="approve">
                <Icon name="check" /> <span>{env.t('Approve')}</span>
              </button>
              <details>
                <summary class="button">{env.t('Decline …')}</summary>
                <label for="reason">{env.t('Reason, told to the guests')}</label>
                <input type="text" id="reason" name="reason" maxlength={500} />
                <button type="submit" name="do" value="decline" class="danger">
                  {env.t('Decline')}
                </button>
              </details>
            </div>
          ) : null}
        </form>
      ) : (
        list
      )}
      <PageTurner env={env} page={page} more={more} address={(other) => address(inbox, tab, other)} />
    </AdminPage>
  );
}
