import type { Env, ServiceImplementation } from '#core';
import { INVITE, issueLink, RESET } from './account-links.ts';
import { addPeople } from './add-people.ts';
import { assertPlugin } from './assert-plugin.ts';
import { recordChanges } from './audit/record-changes.ts';
import type { BaseService, PublicPerson, Workspace } from './contract.ts';
import { ensureAdmin } from './ensure-admin.ts';
import { groupsThatImply } from './expand-groups.ts';
import { imageType } from './image-type.ts';
import { publicPeople } from './people.ts';
import { personPrincipal } from './person-principal.ts';
import { workspaceSettings } from './settings.ts';

/** Where mails come from until somebody has said so: the installation's own host. */
const defaultSender = (baseUrl: string): string => {
  const { hostname } = new URL(baseUrl);
  return `atrium@${/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(hostname) && !/^[\d.]+$/.test(hostname) ? hostname : 'atrium.localhost'}`;
};

export async function workspace(env: Env<'base'>): Promise<Workspace> {
  const settings = await env.settings(workspaceSettings);
  return {
    name: settings.name,
    timeZone: settings.timeZone,
    language: settings.language,
    logo: settings.logo === '' ? null : `/workspace/logo/${settings.logo}`,
    accent: settings.accent,
    fromName: settings.fromName || settings.name,
    fromEmail: settings.fromEmail || defaultSender(env.baseUrl),
    replyTo: settings.replyTo || null,
    mailFooter: settings.mailFooter,
  };
}

async function photo(env: Env<'base'>, person: string): Promise<{ type: string; content: Uint8Array } | null> {
  const [row] = await env.model('base.person').pick({ id: person, active: true, photoAt: { ne: null } }, ['photo']);
  const type = row?.photo ? imageType(row.photo) : undefined;
  return row?.photo && type ? { type, content: row.photo } : null;
}

export const baseService: ServiceImplementation<BaseService> = {
  workspace: { callers: ['portal', 'public'], run: (env: Env<'base'>) => workspace(env) },
  people: {
    callers: ['portal', 'public'],
    async run(env: Env<'base'>, { ids }) {
      if (ids.length === 0) return [];
      const found = new Map((await publicPeople(env, { id: { in: [...new Set(ids)] } })).map((person) => [person.id, person]));
      return ids.map((id) => found.get(id)).filter((person): person is PublicPerson => person !== undefined);
    },
  },
  peopleInGroup: {
    run: (env: Env<'base'>, { group }) =>
      publicPeople(env, { active: true, memberships: { some: { group: { in: groupsThatImply(group, env.catalog.groups()) } } } }),
  },
  photo: { run: (env: Env<'base'>, { person }) => photo(env, person) },
  issueResetLink: { run: (env: Env<'base'>, { person }) => issueLink(env, RESET, person) },
  issueInviteLink: { run: (env: Env<'base'>, { person }) => issueLink(env, INVITE, person) },
  personPrincipal: {
    async run(env: Env<'base'>, { person }) {
      assertPlugin(env.caller);
      return personPrincipal(env, person);
    },
  },
  recordChanges: {
    async run(env: Env<'base'>, input) {
      assertPlugin(env.caller);
      return recordChanges(env, input);
    },
  },
  addPeople: { run: (env: Env<'base'>, input) => addPeople(env, input) },
  ensureAdmin: { run: (env: Env<'base'>, input) => ensureAdmin(env, input) },
};
