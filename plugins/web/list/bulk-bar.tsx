import type { Env, RecordAction } from '#core';
import { Icon } from '../components/icon.tsx';
import { editable, type ModelViews } from '../views-of.ts';
import { plainFields } from './list-data.ts';

/** Something that can be done to many records: `action:<name>` of the form, or one of the list's own. */
export type BulkAction = { name: string; label: string; icon: string; danger: boolean; action: RecordAction | undefined };

/** What this person may do to many records of the model. The rules of each record are asked when it is done. */
export function bulkActionsOf(env: Env, views: ModelViews): BulkAction[] {
  const { model, form } = views;
  const actions = (form?.actions ?? [])
    .filter(({ bulk, run, groups }) => bulk === true && run !== undefined && (groups === undefined || groups.some((group) => env.inGroup(group))))
    .map(
      (action): BulkAction => ({ name: `action:${action.name}`, label: action.label, icon: action.icon ?? 'play', danger: action.style === 'danger', action }),
    );
  const own = (name: string, label: string, icon: string, danger = false): BulkAction => ({ name, label, icon, danger, action: undefined });
  const update = env.can(model.name, 'update');
  return [
    ...(update && bulkFields(views).length > 0 ? [own('edit', 'Change a field', 'pencil')] : []),
    ...actions,
    ...(update && model.archive !== undefined ? [own('archive', 'Archive', 'archive'), own('unarchive', 'Bring back', 'archive-restore')] : []),
    ...(form && !form.noDelete && env.can(model.name, 'delete') ? [own('delete', 'Delete', 'trash-2', true)] : []),
  ];
}

/** Fields that can be set for many records at once: secrets and what must be different on each are not among them. */
export function bulkFields(views: ModelViews): string[] {
  const plain = plainFields(views.form);
  return editable(views).flatMap(([name, field]) => (plain.has(name) && field.kind !== 'secret' ? [name] : []));
}

/** Shown as soon as something is selected; how many, and what to do with them. */
export function BulkBar({ env, actions, total, shown }: { env: Env; actions: readonly BulkAction[]; total: number; shown: number }) {
  return (
    <fieldset class="bulk-bar" aria-label={env.t('Do with what is selected')}>
      <output data-count data-words={env.t('{count} selected', { count: '{count}' })}>
        {env.t('Selected')}
      </output>
      {total > shown ? (
        <label class="row">
          <input type="checkbox" name="all" value="1" autocomplete="off" />{' '}
          <span>{env.t('All {count} that match', { count: total.toLocaleString(env.preferences.language) })}</span>
        </label>
      ) : null}
      <span class="row">
        {actions.map(({ name, label, icon, danger }) => (
          <button type="submit" name="do" value={name} class={danger ? 'danger' : undefined}>
            <Icon name={icon} /> <span>{env.t(label)}</span>
          </button>
        ))}
      </span>
    </fieldset>
  );
}
