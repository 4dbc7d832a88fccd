import type { Env, MenuEntry, View } from '#core';
import { resend, sendTestMail } from './actions.ts';
import { kindTitles } from './templates/kind-titles.ts';

/** What a connection is called in its own words: “none” alone could be anything. */
const securities = (env: Env<'mail'>) => [
  { value: 'none', label: env.t('No encryption') },
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS' },
];

const kinds = (env: Env<'mail'>) => [...kindTitles(env)].map(([value, label]) => ({ value, label }));

export const views: readonly View[] = [
  {
    kind: 'list',
    model: 'mail.server',
    title: 'Outgoing mail servers',
    help: 'The smallest priority is tried first.',
    columns: ['name', 'host', 'port', 'security', 'priority', 'active', 'perMinute', 'parkedReason'],
    empty: 'No server yet. Add the one that sends your mail.',
  },
  {
    kind: 'form',
    model: 'mail.server',
    sections: [
      { fields: ['name', 'active', 'priority', 'perMinute', 'parkedReason'] },
      { title: 'Connection', fields: ['host', 'port', { name: 'security', choices: securities }, 'user', 'password'] },
    ],
    actions: [
      {
        name: 'test',
        bulk: true,
        label: 'Send a test mail to me',
        icon: 'send',
        confirm: 'A short mail goes to your own address, through this server alone.',
        run: (env: Env<'mail'>, id) => sendTestMail(env, id),
      },
    ],
  },
  {
    kind: 'list',
    model: 'mail.message',
    title: 'Mails',
    columns: ['subject', 'toEmail', 'kind', 'state', 'problem', 'createdAt'],
    filters: [
      { name: 'queued', label: 'Waiting', domain: { state: 'queued' } },
      { name: 'failed', label: 'Not sent', domain: { state: { in: ['failed', 'suppressed'] } } },
      { name: 'sent', label: 'Sent', domain: { state: 'sent' } },
    ],
    search: ['subject', 'toEmail'],
    order: ['-createdAt'],
    empty: 'No mails yet.',
    noCreate: true,
  },
  {
    kind: 'form',
    model: 'mail.message',
    status: 'state',
    sections: [
      { fields: ['subject', 'toName', 'toEmail', { name: 'kind', choices: kinds }, 'createdAt', 'sentAt', 'attempts', 'problem', 'messageId'] },
      { title: 'Text', fields: ['text'] },
    ],
    actions: [
      {
        name: 'resend',
        bulk: true,
        label: 'Send again',
        icon: 'send',
        visible: { state: { ne: 'queued' } },
        confirm: 'The mail is sent once more to the same address.',
        run: (env: Env<'mail'>, id) => resend(env, id),
      },
    ],
    noCreate: true,
    noEdit: true,
    noDelete: true,
  },
  {
    kind: 'list',
    model: 'mail.received',
    title: 'Received mails',
    help: 'Answers and bounces that arrived, and what became of them. The mails themselves are not kept.',
    columns: ['subject', 'fromEmail', 'outcome', 'reason', 'createdAt'],
    filters: [
      { name: 'done', label: 'Done', domain: { outcome: 'done' } },
      { name: 'refused', label: 'Refused', domain: { outcome: 'refused' } },
      { name: 'ignored', label: 'Not for us', domain: { outcome: 'ignored' } },
    ],
    search: ['subject', 'fromEmail', 'reason'],
    order: ['-createdAt'],
    empty: 'No mails yet. Answers arrive by the app Mailbox, or at /mail/inbound.',
    noCreate: true,
  },
  {
    kind: 'form',
    model: 'mail.received',
    sections: [{ fields: ['subject', 'fromEmail', 'outcome', 'reason', 'createdAt'] }],
    noCreate: true,
    noEdit: true,
    noDelete: true,
  },
  {
    kind: 'list',
    model: 'mail.suppression',
    title: 'Suppressed addresses',
    help: 'Addresses that a server refused for good. Nothing is sent to them until they are taken off the list.',
    columns: ['email', 'reason', 'createdAt'],
    search: ['email'],
    empty: 'No address is suppressed.',
  },
  { kind: 'form', model: 'mail.suppression', sections: [{ fields: ['email', 'reason'] }] },
];

const admins = ['base.admin'];

export const menu: readonly MenuEntry[] = [
  { id: 'mail.messages', label: 'Mails', icon: 'mail', href: '/app/mail.message', order: 700, section: 'configuration', groups: admins },
  { id: 'mail.templates', label: 'Mail templates', icon: 'file-pen', href: '/app/mail-templates', order: 702, section: 'configuration', groups: admins },
  { id: 'mail.received', label: 'Received mails', icon: 'inbox', href: '/app/mail.received', order: 705, section: 'configuration', groups: admins },
  { id: 'mail.servers', label: 'Outgoing mail servers', icon: 'server', href: '/app/mail.server', order: 710, section: 'configuration', groups: admins },
  { id: 'mail.suppressions', label: 'Suppressed addresses', icon: 'ban', href: '/app/mail.suppression', order: 720, section: 'configuration', groups: admins },
];
