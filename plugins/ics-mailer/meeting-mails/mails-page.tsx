import type { Env } from '#core';
import { kindTitles, type MailOf, type MailProgress } from '../../mail/contract.ts';
import { AdminPage, EmptyState, Instant, State, Table } from '../../web/contract.ts';
import { MailsProgress } from './mails-panel.tsx';

export const PER_PAGE = 100;

/** Every mail of a meeting: to whom, what became of it and why, and the way to send it again. */
export function MailsPage({
  env,
  meeting,
  counts,
  mails,
  page,
}: {
  env: Env<'ics-mailer'>;
  meeting: { id: string; subject: string };
  counts: MailProgress;
  mails: readonly MailOf[];
  page: number;
}) {
  const path = `/app/meetings/${meeting.id}/mails`;
  const all = counts.queued + counts.sent + counts.failed + counts.suppressed;
  const titles = kindTitles(env);
  return (
    <AdminPage
      env={env}
      title={env.t('Mails: {subject}', { subject: meeting.subject })}
      active="/app/meeting.event"
      actions={
        <a class="button" href={`/app/meeting.event/${meeting.id}`}>
          {env.t('Go back')}
        </a>
      }
    >
      {all === 0 ? (
        <EmptyState icon="mail">{env.t('No mail about this meeting yet.')}</EmptyState>
      ) : (
        <>
          <MailsProgress env={env} counts={counts} />
          {counts.failed + counts.suppressed > 0 ? (
            <form method="post" action={path}>
              <button type="submit">{env.t('Send all again that were not sent')}</button>
            </form>
          ) : null}
          <Table
            caption={env.t('Mails')}
            head={[env.t('Recipient'), env.t('Mail'), env.t('State'), env.t('When'), <span class="visually-hidden">{env.t('Actions')}</span>]}
            rows={mails.map((mail) => [
              <>
                {mail.name}
                <br />
                <small class="muted">{mail.email}</small>
              </>,
              titles.get(mail.kind) ?? mail.kind,
              <>
                <State env={env} value={mail.state} />
                {mail.problem ? <p class="help">{mail.problem}</p> : null}
              </>,
              <Instant env={env} at={mail.at} />,
              mail.state === 'queued' ? null : (
                <form method="post" action={path}>
                  <button type="submit" name="mail" value={mail.id}>
                    {env.t('Send again')}
                    <span class="visually-hidden"> {mail.email}</span>
                  </button>
                </form>
              ),
            ])}
          />
          <div class="row">
            {page > 1 ? (
              <a class="button" href={`${path}?page=${page - 1}`}>
                {env.t('Earlier')}
              </a>
            ) : null}
            {page * PER_PAGE < all ? (
              <a class="button" href={`${path}?page=${page + 1}`}>
                {env.t('Further')}
              </a>
            ) : null}
          </div>
        </>
      )}
    </AdminPage>
  );
}
