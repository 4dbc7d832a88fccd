import { type Env, OutboundError } from '#core';
import { type ConnectionCheck, failedCheck } from '../meetings/contract.ts';

/** Does the address answer, and with a page? */
export async function reachServer(env: Env<'jitsi'>, { baseUrl }: { baseUrl: string }, signal?: AbortSignal): Promise<ConnectionCheck> {
  const address = baseUrl.replace(/\/+$/, '');
  const name = 'server';
  try {
    const { status } = await env.http.request({ url: `${address}/`, ...(signal ? { signal } : {}) });
    if (status < 400) return { name, ok: true, message: env.t('{address} answers.', { address }) };
    return {
      name,
      ok: false,
      why: 'refused',
      message: env.t('{address} answers with an error ({status}).', { address, status }),
      fix: env.t('Check the address: it is the one at which people open the server in a browser.'),
    };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return failedCheck(env, name, new URL(address).host, error, { message: '', fix: '' });
  }
}
