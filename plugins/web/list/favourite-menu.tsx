import type { Env } from '#core';
import { Icon } from '../components/icon.tsx';
import type { Favourite } from './favourites.ts';
import type { ListData } from './list-data.ts';
import { listAddress, statePairs } from './list-state.ts';

/** Saved views of this list, and a small form to save what it shows now. */
export function FavouriteMenu({ env, model, data: { state, favourites } }: { env: Env; model: string; data: ListData }) {
  const mayRemove = ({ mine, shared }: Favourite): boolean => (shared ? env.inGroup('web.share') : mine);
  const back = listAddress(model, { ...state, filter: state.filter ?? 'all' });
  return (
    <>
      {favourites.length > 0 ? (
        <ul class="plain favourites">
          {favourites.map((favourite) => (
            <li>
              {favourite.state ? (
                <a href={listAddress(model, { ...favourite.state, filter: favourite.state.filter ?? 'all' })}>
                  <Icon name={favourite.shared ? 'users' : 'star'} /> <span>{favourite.name}</span>
                  {favourite.first ? <span class="muted">{env.t('at first')}</span> : null}
                </a>
              ) : (
                <span class="muted">{env.t('{name}: names something that is gone', { name: favourite.name })}</span>
              )}
              {mayRemove(favourite) ? (
                <form method="post" action={`/app/${model}/favourites/${favourite.id}/remove`}>
                  <input type="hidden" name="back" value={back} />
                  <button type="submit" class="link" aria-label={env.t('Remove {name}', { name: favourite.name })}>
                    <Icon name="x" />
                  </button>
                </form>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <form method="post" action={`/app/${model}/favourites`} class="stack small">
        {statePairs({ ...state, page: 1, open: [] }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <label>
          <span>{env.t('Save this view as')}</span>
          <input name="name" type="text" required maxlength={80} autocomplete="off" />
        </label>
        <label class="row">
          <input type="checkbox" name="first" value="1" autocomplete="off" /> <span>{env.t('The list begins with it')}</span>
        </label>
        {env.inGroup('web.share') ? (
          <label class="row">
            <input type="checkbox" name="shared" value="1" autocomplete="off" /> <span>{env.t('For everybody')}</span>
          </label>
        ) : null}
        <button type="submit" class="primary">
          {env.t('Save')}
        </button>
      </form>
    </>
  );
}
