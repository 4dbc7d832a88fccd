import type { Env } from '#core';
import type { MailProgress } from '../../mail/contract.ts';

/** How far the mails of a meeting are, with a bar while some are on their way. */
export function MailsProgress({ env, counts }: { env: Env<'ics-mailer'>; counts: MailProgress }) {
  const all = counts.queued + counts.sent + counts.failed + counts.suppressed;
  const notSent = counts.failed + counts.suppressed;
  return (
    <>
      {counts.queued > 0 ? <progress value={all - counts.queued} max={all} aria-label={env.t('Mails sent')} style="inline-size:100%" /> : null}
      <p>
        {counts.queued > 0 ? env.t('{done} of {all} mails are sent.', { done: counts.sent, all }) : env.t('{count} mails were sent.', { count: counts.sent })}{' '}
        {notSent > 0 ? <strong>{env.t('{count} could not be sent.', { count: notSent })}</strong> : null}
      </p>
    </>
  );
}

/** On the page of a meeting, for whoever may change it: what was mailed, and what did not arrive. */
export async function mailsPanel(env: Env<'ics-mailer'>, { id: record }: { id: string }) {
  if (!(await mayManage(env, record))) return null;
  const counts = await env.asPlugin().service('mail').progress({ model: 'meeting.event', record });
  if (counts.queued + counts.sent + counts.failed + counts.suppressed === 0) return null;
  return (
    <section class="section">
      <h2>{env.t('Mails')}</h2>
      <MailsProgress env={env} counts={counts} />
      <p>
        <a href={`/app/meetings/${record}/mails`}>{env.t('To whom, and what became of them')}</a>
      </p>
    </section>
  );
}

/** The host, whoever made it, and managers; attendees do not see to whom else was written. */
export async function mayManage(env: Env<'ics-mailer'>, meeting: string): Promise<boolean> {
  if (env.inGroup('meetings.manager') || env.inGroup('base.admin')) return true;
  const person = env.principal.kind === 'user' ? env.principal.person : '';
  return (await env.model('meeting.event').count({ id: meeting, $or: [{ host: person }, { creator: person }] })) > 0;
}
