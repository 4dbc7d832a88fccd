import type { AccessTable } from '#core';

/** Everybody sends through the service; administrators read what became of it. Nobody but this plugin writes mails. */
export const access = {
  'mail.server': { 'plugin:mail': 'crud', 'base.admin': 'crud' },
  'mail.message': { 'plugin:mail': 'crud', 'base.admin': 'r' },
  'mail.suppression': { 'plugin:mail': 'crud', 'base.admin': 'crud' },
  'mail.template': { 'plugin:mail': 'crud', 'base.admin': 'crud' },
  'mail.received': { 'plugin:mail': 'crud', 'base.admin': 'r' },
  'mail.quota': { 'plugin:mail': 'crud' },
  'mail.captured': { 'plugin:mail': 'crud' },
} satisfies Record<string, AccessTable>;
