import { definePlugin, type Env, type Manifest } from '#core';
import { access, groups, rules } from './access.ts';
import { actionsRoutes } from './actions/actions-routes.tsx';
import { jobsRoutes } from './actions/jobs-routes.tsx';
import { appsRoutes } from './apps/apps-routes.tsx';
import { auditRoutes } from './audit/audit-routes.tsx';
import { brand } from './brand.ts';
import { checkRoutes } from './check-routes.tsx';
import { cleanSessions } from './clean-sessions.ts';
import { commands } from './commands.ts';
import { accountFault } from './errors.ts';
import { example } from './example.ts';
import { firstAdmin } from './first-admin.ts';
import { groupsRoutes } from './groups-routes.tsx';
import { health } from './health.ts';
import { meRoutes } from './me-routes.tsx';
import { meSafetyRoutes } from './me-safety-routes.tsx';
import { passwordRoutes } from './password-routes.tsx';
import { errorHelp, recordMore } from './permissions/explain-link.tsx';
import { permissionsRoutes } from './permissions/permissions-routes.ts';
import { hooks } from './person-hooks.ts';
import { personViews } from './person-views.tsx';
import { personalData } from './personal-data.ts';
import { requestResetJob } from './request-reset.ts';
import { schema } from './schema.ts';
import { baseService } from './services.ts';
import { session } from './session.ts';
import { workspaceSettings } from './settings.ts';
import { settingsRoutes } from './settings-pages/settings-routes.tsx';
import { signInRoutes } from './sign-in-routes.tsx';
import { zoneBanner } from './zone-banner.tsx';

const menu: NonNullable<Manifest['menu']> = [
  { id: 'base.people', label: 'People', icon: 'users', href: '/app/base.person', order: 800, groups: ['base.admin'], section: 'people' },
  { id: 'base.access', label: 'Permissions', icon: 'shield', href: '/app/access', order: 810, groups: ['base.admin'], section: 'people' },
  { id: 'base.audit', label: 'Audit log', icon: 'history', href: '/app/audit', order: 820, groups: ['base.admin'], section: 'people' },
  { id: 'base.apps', label: 'Apps', icon: 'layout-grid', href: '/app/apps', order: 900, groups: ['base.admin'], section: 'platform' },
  { id: 'base.settings', label: 'Settings', icon: 'settings', href: '/app/settings', order: 905, groups: ['base.admin'], section: 'platform' },
  { id: 'base.actions', label: 'Scheduled actions', icon: 'timer', href: '/app/actions', order: 912, groups: ['base.admin'], section: 'platform' },
  { id: 'base.jobs', label: 'Jobs', icon: 'layers', href: '/app/jobs', order: 914, groups: ['base.admin'], section: 'platform' },
  { id: 'base.check', label: 'System check', icon: 'stethoscope', href: '/app/check', order: 920, groups: ['base.admin'], section: 'platform' },
];

/** People, accounts, sign-in, groups, settings of the workspace. */
export default definePlugin({
  name: 'base',
  version: '1.0.0',
  title: 'People and settings',
  summary: 'People with their own zone and language, sign-in, groups, settings of the workspace',
  category: 'Platform',
  icon: 'users',
  core: '^1.0.0',
  url: import.meta.url,
  standard: true,
  essential: true,
  depends: ['web'],
  // models: the audit log names records of every plugin, as whoever looks at it
  permissions: ['platform', 'models'],
  schema,
  settings: workspaceSettings,
  groups,
  access,
  rules,
  routes: [
    ...signInRoutes,
    ...passwordRoutes,
    ...meRoutes,
    ...meSafetyRoutes,
    ...groupsRoutes,
    ...permissionsRoutes,
    ...settingsRoutes,
    ...appsRoutes,
    ...actionsRoutes,
    ...jobsRoutes,
    ...auditRoutes,
    ...checkRoutes,
  ],
  views: personViews,
  menu,
  slots: {
    banner: (env: Env<'base'>) => zoneBanner(env),
    'record-more': (env: Env<'base'>, data) => recordMore(env, data),
    'error-help': (env: Env<'base'>, data) => errorHelp(env, data),
  },
  services: { base: baseService },
  provides: [
    { contract: 'core.session', key: 'base', implementation: session },
    { contract: 'web.brand', key: 'base', implementation: { brand: (env: Env<'base'>) => brand(env) } },
  ],
  hooks,
  jobs: [requestResetJob],
  actions: [cleanSessions],
  assets: {
    'access.css': 'text/css; charset=utf-8',
    'admin.css': 'text/css; charset=utf-8',
    'audit.css': 'text/css; charset=utf-8',
    'live.js': 'text/javascript; charset=utf-8',
    'zone.js': 'text/javascript; charset=utf-8',
  },
  errors: accountFault.entries,
  personalData,
  health,
  commands,
  firstAdmin,
  example,
});
