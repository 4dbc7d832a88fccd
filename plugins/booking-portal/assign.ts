/** One of those who are free at the chosen time. `lastBookedAt`: over this link; null: never. `upcoming`: bookings over this link that are still to come. */
export type Candidate = { id: string; lastBookedAt: Date | null; upcoming: number; weight: number };

export type AssignmentPolicy = 'least-recently-booked' | 'fewest-upcoming' | 'by-weight';

/** Smaller is asked first. By weight: upcoming bookings against the share that the weight promises. */
const rank: Record<AssignmentPolicy, (candidate: Candidate) => number> = {
  'least-recently-booked': ({ lastBookedAt }) => lastBookedAt?.getTime() ?? Number.NEGATIVE_INFINITY,
  'fewest-upcoming': ({ upcoming }) => upcoming,
  'by-weight': ({ upcoming, weight }) => (upcoming + 1) / weight,
};

/** Everybody in the order in which they are asked; who was never booked counts as longest ago, and equals keep the order of their ids, so that two processes choose alike. */
export function assign(policy: AssignmentPolicy, candidates: readonly Candidate[]): Candidate[] {
  const of = rank[policy];
  const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...candidates].sort(
    (a, b) => compare(of(a), of(b)) || compare(rank['least-recently-booked'](a), rank['least-recently-booked'](b)) || (a.id < b.id ? -1 : 1),
  );
}
