/** Nothing that could load or run: no HTML, no images; addresses are those of the web and of mail alone. */
const closed = { disable: { null: ['htmlFlow', 'htmlText', 'labelStartImage', 'definition'] } };
const LINK = /<a href="([^"]*)"/g;

/** Markdown of a stranger as HTML that is safe to show: the parser lets no HTML through and drops addresses that run something; links tell the other side nothing about ours. */
export async function renderSummary(markdown: string): Promise<string> {
  // Loaded with the first summary that somebody reads.
  const { micromark } = await import('micromark');
  return micromark(markdown, { extensions: [closed] }).replace(
    LINK,
    (_, href: string) => `<a rel="noopener noreferrer nofollow" href="${/^(?:https?:|mailto:)/i.test(href) ? href : ''}"`,
  );
}
