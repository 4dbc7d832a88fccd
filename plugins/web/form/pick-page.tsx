import type { Env } from '#core';
import { EmptyState } from '../components/display.tsx';
import { AdminPage } from '../components/page.tsx';
import { type FieldInfo, labelOf } from '../field-value.tsx';
import { choicesOf, madeByTitle } from './choices.ts';

/** The search for a reference on a page of its own; everything typed into the form before travels along. */
export async function PickPage({
  env,
  name,
  field,
  target,
  action,
  typed,
  problem,
}: {
  env: Env;
  name: string;
  field: FieldInfo;
  /** The model that is searched. */
  target: string;
  /** Takes the search, and gives the form back where something was chosen. */
  action: string;
  typed: Readonly<Record<string, unknown>>;
  problem?: string;
}) {
  const search = typeof typed._search === 'string' ? typed._search : '';
  const { choices, more } = await choicesOf(env, target, { search });
  const label = labelOf(env, field, name);
  const made = search.trim() !== '' && madeByTitle(env, target) !== undefined;
  const kept = Object.entries(typed).flatMap(([key, value]) =>
    key.startsWith('_') && key !== '_back'
      ? []
      : (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string').map((one) => ({ key, one })),
  );
  return (
    <AdminPage env={env} title={env.t('Choose: {what}', { what: label })}>
      <form method="post" action={action} class="card stack">
        {kept.map(({ key, one }) => (
          <input type="hidden" name={key} value={one} />
        ))}
        <div class="row">
          <input type="search" name="_search" value={search} aria-label={env.t('Search')} autofocus />
          <button type="submit">{env.t('Search')}</button>
          <button type="submit" name="_leave" value="1">
            {env.t('Go back')}
          </button>
        </div>
        {problem ? <p class="fault">{problem}</p> : null}
        {choices.length === 0 ? <EmptyState icon="search-x">{env.t('Nothing matches.')}</EmptyState> : null}
        <ul class="picks">
          {choices.map(({ value, label: text }) => (
            <li>
              <button type="submit" name="_take" value={value} class="link">
                {text}
              </button>
            </li>
          ))}
        </ul>
        {more ? <p class="muted">{env.t('There are more: search for a part of the name.')}</p> : null}
        {made ? (
          <button type="submit" name="_make" value={search.trim()}>
            {env.t('Create “{name}”', { name: search.trim() })}
          </button>
        ) : null}
      </form>
    </AdminPage>
  );
}
