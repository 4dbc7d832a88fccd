import { type Creation, type Deed, type Event, type History, isCreation, type Slot, type Standing, type Step } from './history.ts';

type State = { readonly state: 'none' | 'draft' | 'confirmed' | 'cancelled'; readonly slot: Slot; readonly told: Readonly<Record<Event, number>> };

const nothing: State = { state: 'none', slot: -1, told: { requested: 0, confirmed: 0, changed: 0, cancelled: 0 } };

/** What a step makes of what one creation stands for. Undefined: it cannot be done in that state. */
export function apply({ state, slot, told }: State, step: Step, creation: Creation): State | undefined {
  const tell = (event: Event): State['told'] => ({ ...told, [event]: told[event] + 1 });
  if (isCreation(step)) {
    if (state !== 'none') return undefined;
    if (step.kind !== 'book') return { state: 'draft', slot: step.slot, told };
    return step.approval ? { state: 'draft', slot: step.slot, told: tell('requested') } : { state: 'confirmed', slot: step.slot, told: tell('confirmed') };
  }
  if (step.kind === 'confirm') return state === 'draft' ? { state: 'confirmed', slot, told: tell('confirmed') } : undefined;
  if (state !== 'draft' && state !== 'confirmed') return undefined;
  if (step.kind === 'move' && state === 'confirmed') return { state, slot: step.slot, told: tell('changed') };
  // a guest's request for another time is a request
  if (step.kind === 'move') return { state, slot: step.slot, told: creation.kind === 'book' ? tell('requested') : told };
  // a series of drafts was told to nobody
  const silent = creation.kind === 'plan-series' && state === 'draft';
  return { state: 'cancelled', slot, told: silent ? told : tell('cancelled') };
}

const text = ({ state, slot, told }: State): string => `${state} at ${slot}, told ${Object.values(told).join('/')}`;

/**
 * Is there an order of these deeds that keeps to what clients saw (one that ended before another began comes first), in which everything acknowledged was done, everything
 * refused was not, and everything else was done once or not at all, and that ends here? Tries all orders that can make a difference.
 */
export function explains(deeds: readonly Deed[], creation: Creation, end: State): boolean {
  const able = deeds.filter(({ outcome }) => outcome.kind === 'done' || outcome.kind === 'unknown');
  const endOf = ({ outcome, ended }: Deed): number => (outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : ended);
  const wanted = text(end);
  const seen = new Set<string>();
  const search = (state: State, left: readonly Deed[]): boolean => {
    const key = `${text(state)} ${left.map(({ began }) => began).join()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    if (text(state) === wanted && left.every(({ outcome }) => outcome.kind === 'unknown')) return true;
    const firstEnd = Math.min(...left.map(endOf));
    return left.some((deed) => {
      if (deed.began > firstEnd) return false;
      const next = apply(state, deed.step, creation);
      return (
        next !== undefined &&
        search(
          next,
          left.filter((one) => one !== deed),
        )
      );
    });
  };
  return search(nothing, able);
}

const place = (slots: readonly Slot[]): string => slots.join(', ');

/** Two that hold the same thing at the same time. */
function overlaps(held: readonly { what: string; resource: string; slot: Slot }[]): string[] {
  const first = new Map<string, string>();
  return held.flatMap(({ what, resource, slot }) => {
    const key = `${resource} at ${slot}`;
    const other = first.get(key);
    first.set(key, what);
    return other === undefined ? [] : [`${key} is held by ${other} and by ${what}`];
  });
}

function claimProblems({ meetings, claims }: Standing): string[] {
  const line = (meeting: string, resource: string, slot: Slot): string => `${meeting} needs ${resource} at ${slot}`;
  const wanted = new Set(meetings.filter(({ live }) => live).flatMap(({ id, needs, slot }) => needs.map((resource) => line(id, resource, slot))));
  const held = new Set(claims.map(({ meeting, resource, slot }) => line(meeting, resource, slot)));
  return [
    ...[...wanted].filter((one) => !held.has(one)).map((one) => `${one} and does not hold it`),
    ...[...held].filter((one) => !wanted.has(one)).map((one) => `not so that ${one}, which it holds`),
  ];
}

/** Mails to the one guest of a creation. */
function mailProblems(step: number, standing: Standing, end: State): string[] {
  const mails = standing.mails.filter((mail) => mail.step === step);
  const twice = [...Map.groupBy(mails, ({ method, sequence }) => `${method} ${sequence}`)].filter(([, those]) => those.length > 1);
  const problems = twice.map(([what, those]) => `${what} was mailed ${those.length} times`);
  problems.push(...mails.filter(({ sent }) => !sent).map(({ method, sequence }) => `${method} ${sequence} was never sent`));
  const sequence = standing.meetings.find((meeting) => meeting.step === step)?.sequence;
  if (end.state === 'confirmed' && !mails.some((mail) => mail.method === 'REQUEST' && mail.sequence === sequence))
    problems.push('nobody was told how it stands');
  const cancellations = mails.filter(({ method }) => method === 'CANCEL').length;
  const due = end.state === 'cancelled' && end.told.confirmed > 0 ? 1 : 0;
  if (cancellations !== due) problems.push(`${cancellations} cancellations were mailed instead of ${due}`);
  return problems;
}

/** How what a creation made stands, or what is wrong with it by itself. */
function endOf(creation: Creation, { meetings, outbox }: Standing): { end: State } | { problem: string } {
  const own = meetings.filter(({ step }) => step === creation.id).sort((a, b) => a.slot - b.slot);
  const told = { ...nothing.told };
  for (const { step, event } of outbox) if (step === creation.id) told[event]++;
  const [first] = own;
  if (!first) return { end: { ...nothing, told } };
  const dates = creation.kind === 'plan-series' ? creation.days : 1;
  if (own.length !== dates) return { problem: `it is there ${own.length} times instead of ${dates}, at ${place(own.map(({ slot }) => slot))}` };
  if (first.state === 'done') return { problem: 'it is over already' };
  // a day later is eight slots on
  if (own.some(({ state, slot }, index) => state !== first.state || slot !== first.slot + index * 8)) return { problem: 'its dates stand differently' };
  return { end: { state: first.state, slot: first.slot, told } };
}

/**
 * What is wrong with a history; nothing where it is sound: no two hold the same thing at once, claims are those of the meetings that stand, every acknowledged change is
 * there, every refused one is not, every other is absent or there once, each with its one row in the outbox and its mails.
 */
export function checkHistory({ deeds, standing }: History): string[] {
  const problems = overlaps(standing.claims.map(({ meeting, resource, slot }) => ({ what: meeting, resource, slot })));
  const live = standing.meetings.filter((meeting) => meeting.live);
  problems.push(...overlaps(live.flatMap(({ id, needs, slot }) => needs.map((resource) => ({ what: `meeting ${id}`, resource, slot })))));
  problems.push(...claimProblems(standing));
  if (standing.jobs > 0) problems.push(`${standing.jobs} jobs are left`);
  const creations = deeds.flatMap(({ step }) => (isCreation(step) ? [step] : []));
  const known = new Set(creations.map(({ id }) => id));
  for (const { id, step } of standing.meetings) if (!known.has(step)) problems.push(`nobody made the meeting ${id}`);
  for (const creation of creations) {
    const own = deeds.filter(({ step }) => step.id === creation.id || (!isCreation(step) && step.of === creation.id)).sort((a, b) => a.began - b.began);
    const found = endOf(creation, standing);
    const what = `step ${creation.id} (${creation.kind})`;
    if ('problem' in found) problems.push(`${what}: ${found.problem}`);
    else if (!explains(own, creation, found.end)) {
      const seen = own.map(({ step, outcome, began, ended }) => `${began}–${ended} ${step.kind}${'slot' in step ? ` ${step.slot}` : ''} ${outcome.kind}`);
      problems.push(`${what}: nothing explains that it is ${text(found.end)} after ${seen.join('; ')}`);
    } else problems.push(...mailProblems(creation.id, standing, found.end).map((problem) => `${what}: ${problem}`));
  }
  return problems;
}
