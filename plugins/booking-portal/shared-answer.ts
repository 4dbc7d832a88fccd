/**
 * What many ask in the same moment is answered once: whoever asks while an answer is on its way gets that one, and nothing is kept. Of this process alone. An answer that
 * failed for the first is looked for again by each of the others, for the cause may have been the first one's own.
 */
export function sharedAnswer<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (key, ask) => {
    const known = underWay.get(key);
    if (known) return known.catch(ask);
    const answer = ask().finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  };
}
