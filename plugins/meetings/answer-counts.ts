/** Does an answer still count (RFC 5546 §2.1.5)? Not for an older SEQUENCE, nor where a later answer for the same state is there. */
export const answerCounts = (
  state: { sequence: number; answeredSequence: number | null; answeredAt: Date | null },
  reply: { sequence: number; at: Date },
): boolean =>
  reply.sequence >= state.sequence &&
  !(state.answeredAt !== null && state.answeredSequence === reply.sequence && reply.at.getTime() < state.answeredAt.getTime());
