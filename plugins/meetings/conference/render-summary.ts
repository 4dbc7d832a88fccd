/** Nothing that could load or run: no HTML, no images; addresses are those of the web and of mail alone. */
const closed = { disable: { null: ['htmlFlow', 'htmlText', 'labelStartImage', 'definition'] } };
const LINK = /<a href="([^"]*)"/g;
const HEADING = /<(\/?)h([1-6])>/g;
/** The panel has a heading of its own: those of the text stand below it. */
const BELOW = 2;

/** Markdown of a stranger as HTML that is safe to show: the parser lets no HTML through and drops addresses that run something; links tell the other side nothing about ours. */
export async function renderSummary(markdown: string): Promise<string> {
  // Loaded with the first summary that somebody reads.
  const { micromark } = await import('micromark');
  return micromark(markdown, { extensions: [closed] })
    .replace(LINK, (_, href: string) => (/^(?:https?:|mailto:)/i.test(href) ? `<a rel="noopener noreferrer nofollow" href="${href}"` : '<a'))
    .replace(HEADING, (_, end: string, level: string) => `<${end}h${Math.min(Number(level) + BELOW, 6)}>`);
}
