import { type ListState, statePairs } from '../list/list-state.ts';

export type ViewKind = 'list' | 'cards' | 'calendar' | 'graph' | 'pivot';

/** The address of a view with the search and the filters of the list; `own` are the view's own pairs. */
export function viewAddress(model: string, kind: ViewKind, state: ListState, own: Readonly<Record<string, string | undefined>> = {}): string {
  const listed = statePairs({ ...state, page: 1, open: [], ...(kind === 'list' ? {} : { group: undefined, sort: undefined, size: undefined }) });
  const query = new URLSearchParams([
    ...listed,
    ...Object.entries(own).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  ]).toString();
  const path = kind === 'list' ? `/app/${model}` : `/app/${model}/view/${kind}`;
  return query ? `${path}?${query}` : path;
}
