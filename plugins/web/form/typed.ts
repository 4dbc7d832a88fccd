/** What stands in a field of a form as it was sent (`raw` of a request), for forms that are read by hand or shown again; empty where the name came not at all or many times. */
export const typed = (raw: Readonly<Record<string, unknown>>, name: string): string => {
  const sent = raw[name];
  return typeof sent === 'string' ? sent : '';
};
