import { z } from 'zod';
import { bytes, type Change, type Env, fail, type HistoryEntry, html, type PluginInfo, redirect, route } from '#core';
import { type FormState, fresh, refusedState } from '../form-state.ts';
import { ChangeDone, ChangeFailed, ChangeUnderWay, changeTitle } from './change-page.tsx';
import { PlanPage } from './plan-page.tsx';
import { runningChange, startChange } from './running-changes.ts';
import { withAppWords } from './with-app-words.ts';

/** So long a press of the button waits for the result, before the page of the progress is shown. */
const PATIENCE_MS = 2_000;
/** An export beyond this is for the command line. */
const LARGEST_EXPORT = 128 * 1024 * 1024;

const appParam = z.object({ app: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/) });
const kinds = ['install', 'enable', 'disable', 'upgrade', 'uninstall'] as const;
const modes = ['keep', 'purge'] as const;
const asked = z.object({ kind: z.enum(kinds), mode: z.enum(modes).default('keep') });
const applyBody = asked.extend({ planned: z.string().max(200), confirm: z.string().max(80).default('') });

const changeOf = (app: string, { kind, mode }: z.output<typeof asked>): Change =>
  kind === 'uninstall' ? { kind, plugins: [app], mode } : { kind, plugins: [app] };

const planAddress = (app: string, change: Change): string =>
  `/app/apps/${app}/plan?kind=${change.kind}${change.kind === 'uninstall' ? `&mode=${change.mode}` : ''}`;

/** @throws NOT_FOUND */
async function pluginOf(env: Env<'base'>, name: string): Promise<PluginInfo> {
  const plugin = (await env.platform.plugins()).find((candidate) => candidate.name === name);
  if (plugin) return plugin;
  const left = (await env.platform.leftovers()).find((candidate) => candidate.plugin === name);
  if (!left) throw fail('NOT_FOUND');
  return nameless(name, left.title);
}

/** An app of which only data is left. */
const nameless = (name: string, title: string): PluginInfo => ({
  name,
  state: 'missing',
  reason: undefined,
  version: { installed: undefined, available: undefined },
  upgradable: false,
  restartNeeded: undefined,
  title,
  summary: '',
  category: '',
  icon: 'box',
  readme: '',
  permissions: [],
  depends: [],
  optional: [],
  conflicts: [],
  dependents: [],
  settings: false,
  essential: false,
  standard: false,
  autoInstall: false,
  keptData: true,
  installedAt: undefined,
  updatedAt: undefined,
});

async function planPage(env: Env<'base'>, app: string, change: Change, form: FormState = fresh, status = 200) {
  const [plugin, plan] = [await pluginOf(env, app), await env.platform.plan(change)];
  return html(<PlanPage env={withAppWords(env)} plugin={plugin} plan={plan} form={form} />, { status });
}

const plannedKind = z.enum(kinds).catch('install');

export const changeRoutes = [
  route({
    method: 'GET',
    path: '/app/apps/:app/plan',
    auth: 'group:base.admin',
    summary: 'What a change of an app would do',
    params: appParam,
    query: asked,
    handler: (env: Env<'base'>, { params, query }) => planPage(env, params.app, changeOf(params.app, query)),
  }),
  route({
    method: 'POST',
    path: '/app/apps/:app/apply',
    auth: 'group:base.admin',
    summary: 'Applies a change of an app that was looked at as a plan',
    params: appParam,
    body: applyBody,
    async handler(env: Env<'base'>, { params: { app }, body }) {
      const change = changeOf(app, body);
      if (change.kind === 'uninstall' && change.mode === 'purge' && body.confirm.trim() !== app)
        throw fail('INPUT_INVALID', { issues: [{ path: 'confirm', message: 'Please type the name exactly as it stands there.' }] });
      await pluginOf(env, app);
      const running = startChange(env, app, change, body.planned);
      await Promise.race([running.finished, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
      const query = new URLSearchParams({ since: String(Date.now() - PATIENCE_MS * 2), kind: change.kind, ...('mode' in change ? { mode: change.mode } : {}) });
      return redirect(`/app/apps/${app}/changes/${running.id}?${query}`);
    },
    async onError(env: Env<'base'>, request, error) {
      const app = appParam.safeParse(request.params).data?.app;
      const sent = asked.safeParse(request.raw).data;
      if (!env.inGroup('base.admin') || app === undefined || !sent) return redirect('/app/apps');
      return planPage(env, app, changeOf(app, sent), refusedState(env, error), error.status);
    },
  }),
  route({
    method: 'GET',
    path: '/app/apps/:app/changes/:id',
    auth: 'group:base.admin',
    summary: 'How far a change of an app is, and what came of it',
    params: appParam.extend({ id: z.uuid() }),
    query: asked.extend({ since: z.coerce.number().int() }),
    async handler(env: Env<'base'>, { params: { app, id }, query }) {
      const change = changeOf(app, query);
      const plugins = await env.platform.plugins();
      const words = withAppWords(env);
      const title = changeTitle(words, change, words.t(plugins.find(({ name }) => name === app)?.title ?? app));
      const about = { env: words, plugin: app, title };
      const running = runningChange(id);
      const refresh = { headers: { refresh: '1' } };
      if (running && !running.result && !running.failure) return html(<ChangeUnderWay {...about} step={running.step} />, refresh);
      if (running?.failure) return html(<ChangeFailed {...about} failure={running.failure} again={planAddress(app, change)} />);
      const entry = (await env.platform.history(20)).find((one) => isAbout(one, change, running?.result?.generation, query.since));
      if (running?.result) {
        const { steps, milliseconds, processes } = running.result;
        return html(<ChangeDone {...about} change={change} steps={steps} milliseconds={milliseconds} processes={processes} entry={entry} />);
      }
      // Another process does it, or did it.
      if (!entry) return html(<ChangeUnderWay {...about} step={undefined} />, refresh);
      if (!entry.ok) {
        const failure = { code: '', title: entry.message ?? '', detail: entry.message ?? '' };
        return html(<ChangeFailed {...about} failure={failure} again={planAddress(app, change)} />);
      }
      const processes = await env.platform.processes();
      return html(<ChangeDone {...about} change={change} steps={entry.steps} milliseconds={undefined} processes={processes} entry={entry} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/apps/:app/export',
    auth: 'group:base.admin',
    summary: 'The data of an app as JSON lines; secrets are left out',
    params: appParam,
    timeout: 300,
    async handler(env: Env<'base'>, { params: { app } }) {
      await pluginOf(env, app);
      const parts: Buffer[] = [];
      let size = 0;
      for await (const line of env.platform.exportData(app)) {
        const part = Buffer.from(line);
        size += part.length;
        if (size > LARGEST_EXPORT) throw fail('BODY_TOO_LARGE', { detail: 'It is too large for a download here: use the command line.' });
        parts.push(part);
      }
      const name = `${app}-${env.now().toISOString().slice(0, 10)}.jsonl`;
      const headers = {
        'content-type': 'application/jsonl; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      };
      return bytes(Buffer.concat(parts), { headers });
    },
  }),
];

/** Is this the entry of that change? By its generation where it is known, else by what was asked for and when. */
function isAbout(entry: HistoryEntry, change: Change, generation: number | undefined, since: number): boolean {
  if (generation !== undefined) return entry.generation === generation;
  return (
    entry.at.getTime() >= since && plannedKind.parse(entry.change?.kind) === change.kind && (entry.change?.plugins.includes(change.plugins[0] ?? '') ?? false)
  );
}
