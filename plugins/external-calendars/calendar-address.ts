/** The address as it is fetched: `webcal:` is what calendar programs write for HTTP. @returns undefined for what is no address of a calendar */
export function calendarAddress(typed: string): string | undefined {
  const url = URL.parse(typed.trim().replace(/^webcals?:\/\//i, 'https://'));
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || url.href.length > 2000) return undefined;
  url.hash = '';
  return url.href;
}
