import PostalMime, { type Email } from 'postal-mime';
import { z } from 'zod';
import { bytes, type Env, fail, formatDateTime, html, route } from '#core';
import { PortalPage, Table } from '../web/contract.ts';

/** For developers on their own machine; elsewhere there is nothing here. */
function assertOpen(env: Env<'mail'>): void {
  const address = env.request?.address ?? '';
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address);
  if (env.mode === 'production' || !loopback) throw fail('NOT_FOUND');
}

const noStore = { 'cache-control': 'no-store' };

/** As for every page, and inline styles, which the mail inside the frame needs; it runs no script and loads nothing from elsewhere. */
const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

async function mailOf(env: Env<'mail'>, id: string): Promise<Email> {
  const { raw } = await env.asPlugin().model('mail.captured').get(id);
  return PostalMime.parse(raw);
}

const textOf = (content: ArrayBuffer | Uint8Array | string): string => (typeof content === 'string' ? content : new TextDecoder().decode(content));

const calendarOf = (mail: Email): string | undefined => {
  const part = mail.attachments.find(({ mimeType, filename }) => mimeType === 'application/ics' || mimeType === 'text/calendar' || filename === 'invite.ics');
  return part ? textOf(part.content) : undefined;
};

export const mailboxRoutes = [
  route({
    method: 'GET',
    path: '/dev/mailbox',
    auth: 'public',
    summary: 'Development: the mails that would have been sent',
    query: z.object({ to: z.string().max(320).optional() }),
    async handler(env: Env<'mail'>, { query: { to } }) {
      assertOpen(env);
      const mails = await env
        .asPlugin()
        .model('mail.captured')
        .pick(to ? { toEmail: to.toLowerCase() } : {}, ['subject', 'toEmail', 'createdAt'], { order: ['-createdAt'], limit: 100 });
      return html(
        <PortalPage env={env} title={env.t('Mailbox')}>
          <p>{env.t('Mails of this installation end here while no mail server is set up. Newest first.')}</p>
          {mails.length === 0 ? (
            <p>{env.t('No mails yet. Book something, then look again.')}</p>
          ) : (
            <Table
              head={[env.t('Subject'), env.t('Recipient'), env.t('When')]}
              rows={mails.map(({ id, subject, toEmail, createdAt }) => [
                <a href={`/dev/mailbox/${id}`}>{subject || env.t('No subject')}</a>,
                toEmail,
                formatDateTime(createdAt, env.preferences.timeZone, env.preferences),
              ])}
            />
          )}
        </PortalPage>,
        { headers: noStore },
      );
    },
  }),
  route({
    method: 'GET',
    path: '/dev/mailbox/:id',
    auth: 'public',
    summary: 'Development: one captured mail',
    params: z.object({ id: z.uuid() }),
    async handler(env: Env<'mail'>, { params: { id } }) {
      assertOpen(env);
      const mail = await mailOf(env, id);
      const calendar = calendarOf(mail);
      return html(
        <PortalPage env={env} title={mail.subject ?? env.t('No subject')}>
          <p>
            <a href="/dev/mailbox">{env.t('All mails')}</a>
          </p>
          <h2>{env.t('Text')}</h2>
          <pre style="white-space:pre-wrap">{mail.text ?? ''}</pre>
          {mail.html ? (
            <section>
              <h2>{env.t('As a page')}</h2>
              <iframe
                title={env.t('The mail as a page')}
                sandbox=""
                srcdoc={mail.html}
                style="inline-size:100%;block-size:640px;border:1px solid;border-radius:10px;background:#fff"
              />
            </section>
          ) : null}
          {calendar === undefined ? null : (
            <section>
              <h2>{env.t('Calendar file')}</h2>
              <p>
                <a href={`/dev/mailbox/${id}/invite.ics`}>invite.ics</a>
              </p>
              <pre style="white-space:pre-wrap">{calendar}</pre>
            </section>
          )}
          <h2>{env.t('Headers')}</h2>
          <pre style="white-space:pre-wrap">{mail.headers.map(({ originalKey, value }) => `${originalKey}: ${value}`).join('\n')}</pre>
        </PortalPage>,
        { headers: { ...noStore, 'content-security-policy': policy(env.request?.nonce ?? '') } },
      );
    },
  }),
  route({
    method: 'GET',
    path: '/dev/mailbox/:id/invite.ics',
    auth: 'public',
    summary: 'Development: the calendar file of a captured mail',
    params: z.object({ id: z.uuid() }),
    async handler(env: Env<'mail'>, { params: { id } }) {
      assertOpen(env);
      const calendar = calendarOf(await mailOf(env, id));
      if (calendar === undefined) throw fail('NOT_FOUND');
      return bytes(new TextEncoder().encode(calendar.replace(/\r?\n/g, '\r\n')), {
        headers: { ...noStore, 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="invite.ics"' },
      });
    },
  }),
];
