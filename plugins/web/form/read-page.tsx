import type { Child } from 'hono/jsx';
import type { Env, RecordAction } from '#core';
import { DescriptionList, StatusBar } from '../components/display.tsx';
import { Icon } from '../components/icon.tsx';
import { AdminPage } from '../components/page.tsx';
import { FieldValue, labelOf, type RecordRow, titlesFor } from '../field-value.tsx';
import { type ModelViews, offeredOn } from '../views-of.ts';
import { type Joined, joinedOf } from './joined.ts';
import { JoinedValue } from './joined-input.tsx';
import { type Sheet, sheetsOf } from './layout.ts';
import { keyOf, RecordList } from './record-list.tsx';
import { SeenVersion } from './seen-version.tsx';
import { SmartButtons } from './smart-buttons.tsx';

/** Where the record stands in the list that it was opened from. */
export type Neighbours = { previous: string | undefined; next: string | undefined; list: string; place: string };

export type ReadState = {
  tab: string;
  /** `model/field:page` of a related list that was turned. */
  page: string | undefined;
  neighbours: Neighbours | undefined;
};

/** Buttons that do something: straight away where nothing is asked, else through a page with the question. */
function ActionButton({ env, base, record, action, menu }: { env: Env; base: string; record: RecordRow; action: RecordAction; menu?: boolean }) {
  const weight = action.style === 'primary' && !menu ? 'primary' : action.style === 'danger' ? 'danger' : '';
  const look = `${menu ? '' : 'button '}${weight}`;
  const label = (
    <>
      {action.icon ? <Icon name={action.icon} /> : null} <span>{env.t(action.label)}</span>
    </>
  );
  if (action.link) {
    return (
      <a class={look} href={action.link(record.id)}>
        {label}
      </a>
    );
  }
  if (action.confirm || action.ask) {
    return (
      <a class={look} href={`${base}/do/${action.name}`}>
        {label}
      </a>
    );
  }
  return (
    <form method="post" action={`${base}/do/${action.name}`}>
      <SeenVersion version={record.version} />
      <button type="submit" class={menu ? `link ${weight}` : look}>
        {label}
      </button>
    </form>
  );
}

/** Puts a text on the clipboard; scripts only. */
export function CopyButton({ env, text, label }: { env: Env; text: string; label: string }) {
  return (
    <button type="button" class="copy" data-copy={text} data-copied={env.t('Copied')} aria-label={env.t('Copy: {what}', { what: label })} title={env.t('Copy')}>
      <Icon name="copy" /> <span class="visually-hidden">{env.t('Copy')}</span>
    </button>
  );
}

const empty = (value: unknown): boolean => value === null || value === undefined || value === '';

function Parts({
  env,
  sheet,
  record,
  titles,
  joined,
}: {
  env: Env;
  sheet: Sheet;
  record: RecordRow;
  titles: Awaited<ReturnType<typeof titlesFor>>;
  joined: ReadonlyMap<string, readonly Joined[]>;
}) {
  return (
    <>
      {sheet.parts.map(({ title, spots }) => {
        const shown = spots.filter(({ visible }) => visible);
        // A section in which nothing is written would only be in the way.
        if (shown.every(({ name, field }) => field.kind !== 'secret' && empty(record[name]) && !joined.get(name)?.length)) return null;
        return (
          <section class="section card">
            {title ? <h2>{env.t(title)}</h2> : null}
            <DescriptionList
              entries={shown.map(({ name, field, copy, wide, joins, choices }) => ({
                label: labelOf(env, field, name),
                wide,
                value: joins ? (
                  <JoinedValue env={env} target={joins.target} records={joined.get(name) ?? []} />
                ) : (
                  <>
                    {choices?.find(({ value }) => value === record[name])?.label ?? (
                      <FieldValue env={env} field={field} name={name} row={record} titles={titles} />
                    )}
                    {copy && !empty(record[name]) ? <CopyButton env={env} text={String(record[name])} label={labelOf(env, field, name)} /> : null}
                  </>
                ),
              }))}
            />
          </section>
        );
      })}
    </>
  );
}

/** Buttons beside a title before the others go into the menu; a row of more is a wall in which nothing is found. */
const BUTTONS = 4;

/** What can be done with a record, what it is there for first and what destroys last. `menu` is what found no place as a button. */
async function doings(env: Env, views: ModelViews, record: RecordRow): Promise<{ buttons: readonly Child[]; menu: readonly Child[] }> {
  const { model, form } = views;
  if (!form) return { buttons: [], menu: [] };
  const base = `/app/${model.name}/${record.id}`;
  const actions = await offeredOn(env, views, form, record);
  const of = (style: RecordAction['style']) =>
    actions
      .filter((action) => (action.style === 'primary' || action.style === 'danger' ? action.style : undefined) === style)
      .map((action) => (menu: boolean) => <ActionButton env={env} base={base} record={record} action={action} menu={menu} />);
  const edit = (menu: boolean) => (
    <a class={menu ? undefined : 'button'} href={`${base}?edit=1`}>
      <Icon name="pencil" /> <span>{env.t('Edit')}</span>
    </a>
  );
  const remove = (menu: boolean) => (
    <a class={menu ? 'danger' : 'button danger'} href={`${base}/delete`}>
      <Icon name="trash-2" /> <span>{env.t('Delete')}</span>
    </a>
  );
  const keeps = model.archive === undefined || !env.can(model.name, 'update') ? undefined : record[model.archive] === true ? 'archive' : 'unarchive';
  const archive = (menu: boolean) => (
    <a class={menu ? undefined : 'button'} href={`${base}/${keeps}`}>
      <Icon name={keeps === 'archive' ? 'archive' : 'archive-restore'} /> <span>{env.t(keeps === 'archive' ? 'Archive' : 'Bring back')}</span>
    </a>
  );
  const deletes = !form.noDelete && env.can(model.name, 'delete') && !(await form.used?.(env as unknown as Env<never>, record.id));
  const all = [
    ...of('primary'),
    ...(!form.noEdit && env.can(model.name, 'update') ? [edit] : []),
    ...of(undefined),
    ...(keeps ? [archive] : []),
    ...of('danger'),
    ...(deletes ? [remove] : []),
  ];
  const shown = all.length <= BUTTONS ? all.length : BUTTONS - 1;
  return { buttons: all.slice(0, shown).map((one) => one(false)), menu: all.slice(shown).map((one) => one(true)) };
}

/** Duplicate, print, the technical view: what is seldom wanted, behind one button. */
function More({ env, views, base, first, tools }: { env: Env; views: ModelViews; base: string; first: readonly Child[]; tools: readonly Child[] }) {
  const { model, form } = views;
  const duplicate = form && !form.noDuplicate && !form.noCreate && !form.save && env.can(model.name, 'create');
  return (
    <details class="more">
      <summary class="button" aria-label={env.t('More')} title={env.t('More')}>
        <Icon name="ellipsis" />
      </summary>
      <div class="pop">
        {first}
        {first.length > 0 ? <hr /> : null}
        {duplicate ? (
          <a href={`/app/${model.name}/new?_from=${base.split('/').at(-1)}`}>
            <Icon name="copy-plus" /> {env.t('Duplicate')}
          </a>
        ) : null}
        <button type="button" class="link" data-print hidden>
          <Icon name="printer" /> {env.t('Print')}
        </button>
        {env.inGroup('base.admin') ? (
          <a href={`${base}/technical`}>
            <Icon name="braces" /> {env.t('Technical view')}
          </a>
        ) : null}
        {tools}
        <a href={`/app/${model.name}`}>
          <Icon name="list" /> {env.t('All: {what}', { what: env.t(model.labelPlural) })}
        </a>
      </div>
    </details>
  );
}

function Neighbouring({ env, neighbours }: { env: Env; neighbours: Neighbours }) {
  const arrow = (href: string | undefined, icon: string, label: string) =>
    href ? (
      <a class="button" href={href} aria-label={label} title={label} rel={icon === 'chevron-left' ? 'prev' : 'next'}>
        <Icon name={icon} />
      </a>
    ) : null;
  return (
    <nav class="neighbours row" aria-label={env.t('In the list')}>
      <a href={neighbours.list}>{neighbours.place}</a>
      {arrow(neighbours.previous, 'chevron-left', env.t('Previous record'))}
      {arrow(neighbours.next, 'chevron-right', env.t('Next record'))}
    </nav>
  );
}

/** A record to read: states, what can be done, counts, tabs with its fields by section, related lists, the plugins' own panels. */
export async function ReadPage({ env, views, record, state }: { env: Env; views: ModelViews; record: RecordRow; state: ReadState }) {
  const { model, form } = views;
  if (!form) return null;
  const base = `/app/${model.name}/${record.id}`;
  const sheets = sheetsOf(env, views, record).filter(({ visible }) => visible);
  const sheet = sheets.find(({ name }) => name === state.tab) ?? sheets[0];
  if (!sheet) return null;
  const names = sheet.parts.flatMap(({ spots }) => spots.filter(({ visible }) => visible).map(({ name }) => name));
  const titles = await titlesFor(env, model, [record], names);
  const joined = new Map<string, readonly Joined[]>();
  for (const { name, joins, visible } of sheet.parts.flatMap(({ spots }) => spots))
    if (joins && visible) joined.set(name, await joinedOf(env, joins, record.id));
  const lead = await Promise.all((sheet.name === '' ? (form.lead ?? []) : []).map((panel) => panel(env as Env<never>, record)));
  const panels = await Promise.all(sheet.panels.map((panel) => panel(env as Env<never>, record)));
  const page = { model: model.name, record };
  const beside = (await Promise.all(env.catalog.slots('record-aside').map((slot) => slot(env, page)))).filter((piece) => piece !== null && piece !== undefined);
  const tools = await Promise.all(env.catalog.slots('record-more').map((slot) => slot(env, page)));
  const status = form.status ? model.fields[form.status] : undefined;
  const here = sheet.name ? `${base}?tab=${sheet.name}` : base;
  const turned = /^(.+):(\d{1,5})$/.exec(state.page ?? '');
  const { buttons, menu } = await doings(env, views, record);
  const actions = (
    <>
      {buttons}
      <More env={env} views={views} base={base} first={menu} tools={tools as Child[]} />
    </>
  );
  return (
    <AdminPage
      env={env}
      title={String(record[model.title] ?? env.t(model.label))}
      subtitle={env.t(model.label)}
      active={`/app/${model.name}`}
      actions={actions}
      styles={[{ plugin: 'web', file: 'record.css' }]}
      scripts={[{ plugin: 'web', file: 'record.js' }]}
    >
      <div class={beside.length > 0 ? 'beside' : undefined}>
        <div>
          {state.neighbours ? <Neighbouring env={env} neighbours={state.neighbours} /> : null}
          {status && form.status ? <StatusBar env={env} states={status.options.choices ?? []} current={String(record[form.status])} /> : null}
          {form.smartButtons ? <SmartButtons env={env} buttons={form.smartButtons} parent={{ model: model.name, id: record.id }} /> : null}
          {sheets.length > 1 ? (
            <nav class="tabs" aria-label={env.t('Parts of the record')}>
              {sheets.map(({ name, title }) => (
                <a href={name ? `${base}?tab=${name}` : base} aria-current={name === sheet.name ? 'page' : undefined}>
                  {env.t(title)}
                </a>
              ))}
            </nav>
          ) : null}
          {lead as Child}
          <Parts env={env} sheet={sheet} record={record} titles={titles} joined={joined} />
          {sheet.related.map((list) => (
            <RecordList
              env={env}
              parent={{ model: model.name, id: record.id }}
              list={list}
              page={turned && turned[1] === keyOf(list) ? Math.max(1, Number(turned[2])) : 1}
              here={here}
            />
          ))}
          {panels as Child}
        </div>
        {beside.length > 0 ? <aside aria-label={env.t('Beside the record')}>{beside as Child[]}</aside> : null}
      </div>
    </AdminPage>
  );
}
