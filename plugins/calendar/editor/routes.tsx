import { z } from 'zod';
import { civilDateOf, type Env, fail, html, isZone, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { EditorPage } from './editor-page.tsx';
import { blankDraft, checkDraft, copied, draftOf, type Faults, type HoursDraft, readDraft, type Stored } from './hours-draft.ts';
import { importHolidays } from './import-holidays.ts';

type CalendarEnv = Env<'calendar'>;
type Raw = Readonly<Record<string, unknown>>;

const params = z.object({ id: z.uuid() });
/** Room for a calendar file beside the form. */
const BODY = 700_000;
const none: Faults = new Map();

const personOf = (env: CalendarEnv): string | undefined => (env.principal.kind === 'user' ? env.principal.person : undefined);

/** The hours, for who may change them. @throws NOT_FOUND, ACCESS_DENIED */
async function mine(env: CalendarEnv, id: string) {
  const row = await env.model('calendar.schedule').get(id);
  if (!env.inGroup('base.admin') && row.owner !== personOf(env)) throw fail('ACCESS_DENIED');
  return row;
}

/** What the form says after its button: a day copied, a line gone, a file's days taken over. */
async function pressed(raw: Raw): Promise<{ draft: HoursDraft; faults: Faults }> {
  const draft = copied(readDraft(raw), raw);
  if (raw.do === 'forget') return { draft: { ...draft, own: [] }, faults: none };
  if (raw.do !== 'import') return { draft, faults: none };
  const read = await importHolidays(raw.file, isZone(draft.timeZone) ? draft.timeZone : 'UTC');
  return 'fault' in read ? { draft, faults: new Map([['file', read.fault]]) } : { draft: { ...draft, own: read.days }, faults: none };
}

const todayIn = (env: CalendarEnv, timeZone: string): string => civilDateOf(env.now(), isZone(timeZone) ? timeZone : 'UTC');

/** Saved, or the form once more as typed: with what is wrong, or with what its button did. */
async function answer(
  env: CalendarEnv,
  raw: Raw,
  page: Pick<Parameters<typeof EditorPage>[0], 'action' | 'back' | 'title' | 'shared'>,
  stored: Stored | undefined,
  save: (values: Stored) => Promise<string>,
) {
  const { draft, faults } = await pressed(raw);
  if (raw.do !== 'save') return html(<EditorPage env={env} {...page} draft={draft} faults={faults} unsaved />, { status: faults.size > 0 ? 422 : 200 });
  const checked = checkDraft(draft, todayIn(env, draft.timeZone), stored);
  if (!checked.values) return html(<EditorPage env={env} {...page} draft={draft} faults={checked.faults} />, { status: 422 });
  return redirect(await saying(env, await save(checked.values), env.t('The hours are saved.')));
}

const pageOf = (env: CalendarEnv, id: string, name: string) => ({
  action: `/app/working-hours/${id}`,
  back: `/app/calendar.schedule/${id}`,
  title: env.t('Hours of “{name}”', { name }),
});

const newPage = (env: CalendarEnv, shared: boolean) => ({
  action: '/app/working-hours/new',
  back: '/app/my-hours',
  title: env.t('New working hours'),
  ...(env.inGroup('base.admin') ? { shared } : {}),
});

export const editorRoutes = [
  route({
    method: 'GET',
    path: '/app/working-hours/new',
    auth: 'user',
    summary: 'The form of new working hours',
    query: z.object({ shared: z.string().max(1).optional() }),
    handler: async (env: CalendarEnv, { query }) =>
      html(<EditorPage env={env} {...newPage(env, query.shared === '1')} draft={blankDraft(env.preferences.timeZone)} faults={none} />),
  }),
  route({
    method: 'POST',
    path: '/app/working-hours/new',
    auth: 'user',
    summary: 'Makes working hours of one’s own, or shared ones',
    body: z.looseObject({}),
    maxBody: BODY,
    handler: async (env: CalendarEnv, { raw }) => {
      const shared = raw.shared === 'true' && env.inGroup('base.admin');
      return answer(env, raw, newPage(env, shared), undefined, async (values) => {
        const { id } = await env.model('calendar.schedule').create({ ...values, owner: shared ? null : (personOf(env) ?? null) });
        return `/app/calendar.schedule/${id}`;
      });
    },
  }),
  route({
    method: 'GET',
    path: '/app/working-hours/:id',
    auth: 'user',
    summary: 'The form of working hours',
    params,
    handler: async (env: CalendarEnv, request) => {
      const row = await mine(env, request.params.id);
      return html(<EditorPage env={env} {...pageOf(env, row.id, row.name)} draft={draftOf(row, todayIn(env, row.timeZone))} faults={none} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/working-hours/:id',
    auth: 'user',
    summary: 'Changes working hours',
    params,
    body: z.looseObject({}),
    maxBody: BODY,
    handler: async (env: CalendarEnv, { params: { id }, raw }) => {
      const row = await mine(env, id);
      return answer(env, raw, pageOf(env, row.id, row.name), row, async (values) => {
        await env.model('calendar.schedule').update(id, values);
        return `/app/calendar.schedule/${id}`;
      });
    },
  }),
];
