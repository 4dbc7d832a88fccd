import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { Icon } from './components/icon.tsx';
import { PortalPage } from './components/page.tsx';

type ErrorData = { error: { code: string; status: number; title: string; detail: string }; requestId: string };

/** Slot `error-page`: what happened, what to do next, the id to tell. */
export async function ErrorPage(env: Env, data: unknown) {
  const { error, requestId } = data as ErrorData;
  const icon =
    error.status === 404 ? 'map-pin-off' : error.status === 403 || error.status === 401 ? 'lock' : error.status === 429 ? 'hourglass' : 'circle-alert';
  const help = await Promise.all(env.catalog.slots('error-help').map((slot) => slot(env, error)));
  // Somebody who followed an address has no form with marked fields before them.
  const mistyped = error.code === 'INPUT_INVALID' && env.request?.method === 'GET';
  return (
    <PortalPage env={env} title={mistyped ? env.t('Something in this address cannot be used.') : env.t(error.title)} narrow>
      {!mistyped && error.detail && error.detail !== error.title && error.status < 500 ? <p>{env.t(error.detail)}</p> : null}
      <p>
        <a class="button" href="/">
          {env.t('To the start page')}
        </a>
      </p>
      {help as Child[]}
      <p class="help">
        <Icon name={icon} /> {error.status} · {requestId}
      </p>
    </PortalPage>
  );
}
