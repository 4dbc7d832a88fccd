import type { AtriumError, Env, Incoming, RateLimit } from '#core';
import { fault } from './faults.ts';
import { type BookingBody, countedOthers } from './guest-form.ts';
import { type Challenge, challengeFor, challengeIn, isProof, PROOF_SECONDS } from './proof.ts';
import { settings } from './settings.ts';

type PortalEnv = Env<'booking-portal'>;

const HOUR = 3_600;
/** Nobody is asked for work at the first tries, however low a limit is. */
const FEW = 3;
const USED = 'booking.proof';

/** Addresses that a form makes us write to: the guest's and those of who comes along, so that nobody is flooded over somebody else's name. */
const writtenTo = ({ email, others }: Readonly<Record<string, unknown>>): string[] =>
  [email, ...countedOthers(others)].flatMap((one) => (typeof one === 'string' ? [one.trim().toLowerCase().slice(0, 254)] : []));

type Limited = 'perAddress' | 'perEmail' | 'perLink';

const max = (which: Limited) => async (env: Env) => (await env.settings(settings))[which] || Number.MAX_SAFE_INTEGER;

/** From how many tries on a browser has to work first; never where there is no limit. */
const doubt = (which: Limited) => async (env: Env) => {
  const { [which]: limit, proofPercent } = await env.settings(settings);
  return limit === 0 || proofPercent === 0 ? undefined : Math.max(FEW, Math.ceil((limit * proofPercent) / 100));
};

/** By address, e-mail and link, in the database and so for all processes together; and each proof of work counts once. */
export const bookingLimits: readonly RateLimit[] = [
  { name: 'booking.address', per: 'address', window: HOUR, max: max('perAddress'), doubt: doubt('perAddress') },
  {
    name: 'booking.email',
    per: ({ raw }) => writtenTo(raw),
    window: HOUR,
    max: max('perEmail'),
    doubt: doubt('perEmail'),
  },
  { name: 'booking.link', per: 'token', window: HOUR, max: max('perLink'), doubt: doubt('perLink') },
  { name: USED, per: ({ raw }) => challengeIn(raw.proof), window: PROOF_SECONDS, max: Number.MAX_SAFE_INTEGER, doubt: 1 },
];

/** Every move is told to the host by mail: one booking moves so often in an hour, and no more. */
export const changeLimits: readonly RateLimit[] = [
  { name: 'booking.change', per: 'token', window: HOUR, max: async (env) => (await max('perEmail')(env)) * 3 },
];

/** A form that is opened holds a time: more often than it is sent. */
export const holdLimits: readonly RateLimit[] = [
  {
    name: 'booking.hold',
    per: 'address',
    window: HOUR,
    max: async (env) => (await max('perAddress')(env)) * 5,
    doubt: async (env) => ((await doubt('perAddress')(env)) ?? 0) * 5 || undefined,
  },
];

/** What a page asks of the browser. `again`: the form had an answer already, so that it does not go on by itself for ever. */
export type Work = Challenge & { again: boolean; waitMinutes: number };

/** Until the last of the windows that gave cause for it ends; 0: a filled trap, which is empty in the form that is shown again. */
function waitSeconds({ doubts }: Pick<Incoming, 'doubts'>): number {
  return Math.max(0, ...[...doubts].filter(([name]) => name !== USED).map(([, seconds]) => seconds));
}

export const workFor = (env: PortalEnv, link: string, request: Pick<Incoming, 'doubts' | 'raw'>): Work => ({
  ...challengeFor(env, link),
  again: challengeIn(request.raw.proof) !== undefined,
  waitMinutes: Math.ceil(waitSeconds(request) / 60),
});

/**
 * Who tries often, or fills in what nobody sees, works for it first: no booking without. Nobody else notices any of it.
 * @returns BOOKING_PROOF_NEEDED with a new challenge, where the form has no proof that counts
 */
export function suspicion(
  env: PortalEnv,
  link: string,
  request: Incoming<Record<string, string>, Record<string, string>, BookingBody>,
): AtriumError | undefined {
  const { body, doubts } = request;
  const suspect = body.website || waitSeconds(request) > 0;
  if (!suspect || (!doubts.has(USED) && isProof(env, link, body.proof))) return undefined;
  const wait = waitSeconds(request);
  return fault('BOOKING_PROOF_NEEDED', { extra: { proof: challengeFor(env, link), ...(wait > 0 ? { retryAfter: wait } : {}) } });
}
