/** A browser on its way to a page, as opposed to a program: it names text/html, and does not send JSON itself. */
export function wantsHtml(headers: Headers, sentJson: boolean): boolean {
  return !sentJson && (headers.get('accept')?.includes('text/html') ?? false);
}

/** The client prefers JSON, or sent it. */
export function wantsJson(headers: Headers, sentJson: boolean): boolean {
  if (sentJson) return true;
  const accept = headers.get('accept');
  return accept !== null && /application\/([\w.-]+\+)?json/.test(accept) && !accept.includes('text/html');
}

/** The first of the client's languages that we have, else the fallback. `de-AT` finds `de`. Its order counts, the weights only when they differ. */
export function pickLanguage(header: string | null, known: readonly string[], fallback: string): string {
  if (header === null || header.length > 500) return fallback;
  const wishes = header
    .split(',')
    .map((entry) => {
      const [tag = '', weight] = entry.trim().split(';q=');
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wishes) {
    const base = tag.split('-')[0];
    const found = known.find((language) => language.toLowerCase() === tag) ?? known.find((language) => language.toLowerCase() === base);
    if (found !== undefined) return found;
  }
  return fallback;
}
