import { z } from 'zod';
import { defineSettings } from '../settings/settings.ts';

const days = (least: number) => z.coerce.number().int().min(least).max(36_500);

/** How long the core's logs are kept. Nothing younger than 90 days can be removed from the audit log, whatever is set: the database refuses. */
export const auditSettings = defineSettings({
  plugin: 'core',
  title: 'Audit log',
  schema: z.object({
    auditDays: days(90).default(730).meta({ title: 'Keep changes for (days)', description: 'Who changed what. At least 90 days.' }),
    securityDays: days(30).default(365).meta({ title: 'Keep security events for (days)', description: 'They hold network addresses. At least 30 days.' }),
  }),
});
