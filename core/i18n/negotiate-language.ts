/**
 * The best of `available` for an Accept-Language header (RFC 9110 §12.5.4, by lookup: `de-AT` is content with `de`, and `de` with `de-AT`).
 * The first of `available` where nothing fits.
 */
export function negotiateLanguage(acceptLanguage: string | undefined, available: readonly string[]): string {
  const fallback = available[0] ?? 'en';
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      const quality = weight === undefined ? 1 : Number(weight.slice(2));
      return { tag, quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    if (tag === '*') return fallback;
    for (let prefix = tag; prefix !== ''; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('-'), 0))) {
      const found = available.find((language) => language.toLowerCase() === prefix);
      if (found) return found;
    }
    const wider = available.find((language) => language.toLowerCase().startsWith(`${tag}-`));
    if (wider) return wider;
  }
  return fallback;
}
