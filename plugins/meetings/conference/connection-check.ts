import { type Env, OutboundError, type SettingsType } from '#core';
import { ProviderFailure } from './provider-failure.ts';

/**
 * `name`: what was looked at: `address`, `clock`, `token`, `scopes`, `host` … `ok` null: it was not tested. `why`: of what failed: there was no answer, the answer was no, or
 * there is nothing to ask with. `weight`: of what failed; `warning`: rooms can be made all the same; blocking unless given.
 */
export type ConnectionCheck = {
  name: string;
  ok: boolean | null;
  message: string;
  fix?: string | undefined;
  why?: 'unreachable' | 'refused' | 'missing' | undefined;
  weight?: 'blocking' | 'warning' | undefined;
};

/** Does it keep rooms from being made? */
export const blocks = ({ ok, weight }: Pick<ConnectionCheck, 'ok' | 'weight'>): boolean => ok === false && weight !== 'warning';

/** The first check of all: what was not entered yet is said, and nobody is asked. @returns undefined: all of it is there */
export function notEntered(
  env: Env<never>,
  { schema }: SettingsType,
  values: Readonly<Record<string, unknown>>,
  members: readonly string[],
): ConnectionCheck | undefined {
  const missing = members.filter((name) => (values[name] ?? '') === '').map((name) => env.t(schema.shape[name]?.meta()?.title ?? name));
  if (missing.length === 0) return undefined;
  return {
    name: 'entered',
    ok: false,
    why: 'missing',
    message: env.t('Not entered yet: {names}.', { names: missing.join(', ') }),
    fix: env.t('The read-me of the app says where to find them.'),
  };
}

/** Why there was no answer, said for whoever looks after the network. */
const silences: Record<OutboundError['reason'], readonly [message: string, fix: string]> = {
  dns: ['{host} cannot be reached: its name is not known here (DNS).', 'Check the address for typing mistakes, and the name server of this machine.'],
  connect: ['{host} cannot be reached: it takes no connection.', 'Check the address and port, and whether a firewall or proxy stands between.'],
  tls: [
    '{host} cannot be reached safely: its certificate is not trusted (TLS).',
    'Check the address and the clock of this machine; behind an inspecting proxy, its certificate must be trusted here.',
  ],
  timeout: ['{host} cannot be reached: there was no answer in time.', 'Try again later; if it stays so, check the network of this machine.'],
  reset: ['{host} cannot be reached: the connection was cut off.', 'Try again later; if it stays so, check the network of this machine.'],
  'breaker-open': ['{host} has not answered several times and is left alone for half a minute.', 'Wait a moment and test again.'],
  'refused-address': [
    '{host} is an address that this installation does not call.',
    'Use a public address, or allow private ones: ATRIUM_ALLOW_PRIVATE_OUTBOUND.',
  ],
  aborted: ['{host} cannot be reached: there was no answer in time.', 'Try again later; if it stays so, check the network of this machine.'],
};

/** The network's reason behind a failure, if that is what it was. */
export function silenceOf(error: unknown): OutboundError | undefined {
  if (error instanceof OutboundError) return error;
  return error instanceof ProviderFailure && error.cause instanceof OutboundError ? error.cause : undefined;
}

/**
 * A check that failed, told apart: "cannot be reached" (DNS, connection, TLS, time-out), "refused" (in the words given), "goes wrong over there" (5xx, unreadable) or "too many
 * calls". Nothing of what the service has said is in it.
 * @param host shown as it is: `api.zoom.us`
 * @param refused what to say and do where the service said no (`auth.…`, `permanent`, `gone`), translated
 * @throws what is neither a ProviderFailure nor an OutboundError, as it is
 */
export function failedCheck(env: Env<never>, name: string, host: string, error: unknown, refused: { message: string; fix: string }): ConnectionCheck {
  const silence = silenceOf(error);
  if (silence) {
    const [message, fix] = silences[silence.reason];
    return { name, ok: false, message: env.t(message, { host }), fix: env.t(fix), why: 'unreachable' };
  }
  if (!(error instanceof ProviderFailure)) throw error;
  if (error.kind === 'quota.short' || error.kind === 'quota.long')
    return {
      name,
      ok: false,
      message: env.t('{host} takes no more calls for now: the limit is reached.', { host }),
      fix: env.t('Wait and test again.'),
      why: 'refused',
    };
  if (error.kind === 'transient' || error.kind === 'unknown-outcome')
    return {
      name,
      ok: false,
      message: env.t('{host} answers, but not as it should: it may have a fault.', { host }),
      fix: env.t('Wait and test again; check that the address is right.'),
      why: 'unreachable',
    };
  return { name, ok: false, ...refused, why: 'refused' };
}

/** More than this and signed tokens are refused. */
const MOST_SKEW_MS = 60_000;

/** How far the service's clock is ahead of ours, by its `Date` header; undefined where it does not say. To a second. */
export function clockSkew(headers: Headers, now: Date): number | undefined {
  const said = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(said) ? undefined : said - now.getTime();
}

/** The check of the clock, from any answer of the service. */
export function clockCheck(env: Env<never>, headers: Headers): ConnectionCheck {
  const skew = clockSkew(headers, env.now());
  if (skew === undefined || Math.abs(skew) <= MOST_SKEW_MS) return { name: 'clock', ok: true, message: env.t('The clocks agree.') };
  const seconds = Math.round(Math.abs(skew) / 1_000);
  const message =
    skew > 0
      ? env.t('This machine’s clock is {seconds} seconds behind that of the service.', { seconds })
      : env.t('This machine’s clock is {seconds} seconds ahead of that of the service.', { seconds });
  const fix = env.t('Let this machine set its clock by a time server (NTP).');
  return { name: 'clock', ok: false, weight: 'warning', message, fix, why: 'refused' };
}
