import { type Env, OutboundError } from '#core';

/** Does the address answer, and with a page? */
export async function reachServer(env: Env<'jitsi'>, { baseUrl }: { baseUrl: string }): Promise<{ ok: boolean; message: string }> {
  const address = baseUrl.replace(/\/+$/, '');
  try {
    const { status } = await env.http.request({ url: `${address}/` });
    return status < 400
      ? { ok: true, message: env.t('{address} answers.', { address }) }
      : { ok: false, message: env.t('{address} answers with an error ({status}).', { address, status }) };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const reason = error.reason === 'refused-address' ? env.t('the address is not a public one') : error.reason;
    return { ok: false, message: env.t('{address} cannot be reached: {reason}.', { address, reason }) };
  }
}
