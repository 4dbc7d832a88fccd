import type { Env, TimeRange } from '#core';
import type { ClaimRequest, Clash } from './contract.ts';
import { claimsOn } from './read-claims.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Days to both sides in which it counts who has how much to do. */
const LOAD_DAYS = 7;

/** A request with its place settled. `wanted`: the `id` that was asked for, where there was a choice. */
export type Chosen = ClaimRequest & { wanted?: string };

export const isChoice = ({ seats = 1, oneOf }: ClaimRequest): boolean => seats > 1 || oneOf !== undefined;

const stretch = ({ during, setUp = 0, cleanUp = 0 }: ClaimRequest): TimeRange => ({
  start: new Date(during.start.getTime() - setUp * MINUTE),
  end: new Date(during.end.getTime() + cleanUp * MINUTE),
});

const placesOf = ({ kind, id, oneOf }: ClaimRequest): { kind: string; id: string }[] => (oneOf ?? [id]).map((one) => ({ kind, id: one }));
const overlap = (a: TimeRange, b: TimeRange): boolean => a.start < b.end && b.start < a.end;

type Standing = { kind: string; resource: string; seat: number; during: TimeRange };

/** What stands on all places that are asked for, in one query: with `days` around, so that loads can be compared. */
async function standing(env: Env<'calendar'>, requests: readonly ClaimRequest[], days: number) {
  const stretches = requests.map(stretch);
  const start = new Date(Math.min(...stretches.map((one) => one.start.getTime())) - days * DAY);
  const end = new Date(Math.max(...stretches.map((one) => one.end.getTime())) + days * DAY);
  const rows = await env
    .model('calendar.claim')
    .pick(claimsOn(requests.flatMap(placesOf), { start, end }), ['kind', 'resource', 'seat', 'during', 'expiresAt', 'sourceModel', 'source']);
  const now = env.now();
  return rows.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
}

/** Among several seats the lowest free one, among several resources the free one with the least to do in the week around; ties by the order given. */
function place(request: ClaimRequest, taken: readonly Standing[]): Chosen | undefined {
  const when = stretch(request);
  const { seats = 1, oneOf, prefer, ...rest } = request;
  const free = (id: string, seat: number): boolean =>
    !taken.some((row) => row.kind === request.kind && row.resource === id && row.seat === seat && overlap(row.during, when));
  const load = (id: string): number =>
    taken.reduce(
      (sum, row) =>
        row.resource === id &&
        row.kind === request.kind &&
        row.during.start.getTime() > when.start.getTime() - LOAD_DAYS * DAY &&
        row.during.start.getTime() < when.end.getTime() + LOAD_DAYS * DAY
          ? sum + row.during.end.getTime() - row.during.start.getTime()
          : sum,
      0,
    );
  const ids = oneOf
    ? [...oneOf].map((id) => ({ id, load: load(id) })).sort((a, b) => Number(b.id === prefer) - Number(a.id === prefer) || a.load - b.load)
    : [{ id: request.id }];
  for (const { id } of ids) for (let seat = 0; seat < seats; seat++) if (free(id, seat)) return { ...rest, id, seat, wanted: request.id };
  return undefined;
}

/** Settles which seat or which of several resources each request gets; `full`: for which none is free. One query where there is a choice, else none. */
export async function choosePlaces<R extends ClaimRequest>(
  env: Env<'calendar'>,
  requests: readonly R[],
): Promise<{ chosen: (Omit<R, 'seats' | 'oneOf' | 'prefer'> & Chosen)[]; full: R[] }> {
  const open = requests.filter(isChoice);
  if (open.length === 0) return { chosen: [...requests], full: [] };
  const taken: Standing[] = await standing(env, open, open.some(({ oneOf }) => oneOf) ? LOAD_DAYS + 1 : 0);
  const chosen: (Omit<R, 'seats' | 'oneOf' | 'prefer'> & Chosen)[] = [];
  const full: R[] = [];
  for (const request of requests) {
    if (!isChoice(request)) chosen.push(request);
    else {
      const found = place(request, taken);
      if (!found) full.push(request);
      else {
        const { seats, oneOf, prefer, ...rest } = request;
        chosen.push({ ...rest, ...found });
        taken.push({ kind: found.kind, resource: found.id, seat: found.seat ?? 0, during: stretch(request) });
      }
    }
  }
  return { chosen, full };
}

/** What takes the places of which none was free; told of as what was asked for. */
export async function standingFor(env: Env<'calendar'>, full: readonly ClaimRequest[]): Promise<Clash[]> {
  if (full.length === 0) return [];
  const rows = await standing(env, full, 0);
  return full.flatMap((request) => {
    const places = new Set(placesOf(request).map(({ id }) => id));
    return rows
      .filter((row) => row.kind === request.kind && places.has(row.resource) && overlap(row.during, stretch(request)))
      .map((row) => ({
        resource: { kind: request.kind, id: request.id },
        during: row.during,
        source: { model: row.sourceModel, record: row.source },
      }));
  });
}
