import type { Env } from '#core';

/** Links to the pages before and behind; nothing where there is one page alone. `address` of a page, counted from 1. */
export function PageTurner({ env, page, more, address }: { env: Env; page: number; more: boolean; address: (page: number) => string }) {
  if (page <= 1 && !more) return null;
  return (
    <p class="row">
      {page > 1 ? (
        <a class="button" rel="prev" href={address(page - 1)}>
          {env.t('Previous page')}
        </a>
      ) : null}
      {more ? (
        <a class="button" rel="next" href={address(page + 1)}>
          {env.t('Next page')}
        </a>
      ) : null}
    </p>
  );
}
