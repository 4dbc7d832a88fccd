import { z } from 'zod';
import { type Env, html, isCivilDate, route } from '#core';
import { auditCsv } from './audit-csv.ts';
import { AuditPage } from './audit-page.tsx';
import { auditQuery } from './audit-query.ts';
import { SecurityPage } from './security-page.tsx';

export const auditRoutes = [
  route({
    method: 'GET',
    path: '/app/audit',
    auth: 'group:base.admin',
    summary: 'Who changed what, and when',
    query: auditQuery,
    handler: async (env: Env<'base'>, { query }) => html(<AuditPage env={env} query={query} />),
  }),
  route({
    method: 'GET',
    path: '/app/audit.csv',
    auth: 'group:base.admin',
    summary: 'The entries of the audit log that fit, as a file',
    query: auditQuery,
    handler: (env: Env<'base'>, { query }) => auditCsv(env, query),
  }),
  route({
    method: 'GET',
    path: '/app/security',
    auth: 'group:base.admin',
    summary: 'Security events of a month',
    query: z.object({
      month: z
        .string()
        .refine((value) => /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(value))
        .catch('')
        .default(''),
      day: z
        .string()
        .refine((value) => /^(19|20|21)/.test(value) && isCivilDate(value))
        .catch('')
        .default(''),
      kind: z.string().max(40).catch('').default(''),
    }),
    handler: async (env: Env<'base'>, { query }) => html(<SecurityPage env={env} query={query} />),
  }),
];
