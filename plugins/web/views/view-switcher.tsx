import type { CatalogModel, Env, MergedView } from '#core';
import { Icon } from '../components/icon.tsx';
import type { ListState } from '../list/list-state.ts';
import { type ViewKind, viewAddress } from './view-address.ts';

const looks: readonly { kind: ViewKind; icon: string; label: string }[] = [
  { kind: 'list', icon: 'list', label: 'List' },
  { kind: 'cards', icon: 'square-kanban', label: 'Cards' },
  { kind: 'calendar', icon: 'calendar-days', label: 'Calendar' },
  { kind: 'graph', icon: 'chart-column', label: 'Graph' },
  { kind: 'pivot', icon: 'table-2', label: 'Pivot table' },
];

/** Is there something to show to this viewer? A view that stands on a hidden field is not there. */
function usable(model: CatalogModel, view: MergedView): boolean {
  const known = (name: string): boolean => Object.hasOwn(model.fields, name);
  return view.kind === 'calendar' ? known(view.start) : true;
}

/** The declared ways to look at the same records; search and filters stay. Nothing where there is only the list. */
export function ViewSwitcher({ env, model, state, current }: { env: Env; model: CatalogModel; state: ListState; current: ViewKind }) {
  const views = env.catalog.views(model.name);
  const shown = looks.filter(({ kind }) => views.some((view) => view.kind === kind && usable(model, view)));
  if (shown.length < 2) return null;
  return (
    <nav class="views" aria-label={env.t('Views')}>
      {shown.map(({ kind, icon, label }) => (
        <a href={viewAddress(model.name, kind, state)} aria-current={kind === current ? 'page' : undefined} title={env.t(label)}>
          <Icon name={icon} /> <span>{env.t(label)}</span>
        </a>
      ))}
    </nav>
  );
}
