import type { Env, Manifest } from '#core';
import { groupsThatImply } from './expand-groups.ts';
import { workspaceSettings } from './settings.ts';

export const health: NonNullable<Manifest['health']> = [
  {
    name: 'administrators',
    async run(env: Env<'base'>) {
      const groups = groupsThatImply('base.admin', env.catalog.groups());
      const admins = await env
        .model('base.person')
        .count({ active: true, account: { where: { active: true, passwordHash: { ne: null } } }, memberships: { some: { group: { in: groups } } } });
      return [
        admins > 0
          ? { ok: true, message: `${admins} active administrator${admins === 1 ? '' : 's'}` }
          : { ok: false, message: 'no administrator can sign in', fix: 'Run `atrium user create <email> --admin`.' },
      ];
    },
  },
  {
    name: 'sender',
    async run(env: Env<'base'>) {
      const { fromEmail } = await env.settings(workspaceSettings);
      if (fromEmail !== '' || env.mode !== 'production')
        return [{ ok: true, message: fromEmail === '' ? 'mails come from the default address' : `mails come from ${fromEmail}` }];
      return [{ ok: false, message: 'mails have no sender address', fix: 'Set it under Settings, Workspace, or as ATRIUM_BASE_FROM_EMAIL.' }];
    },
  },
];
