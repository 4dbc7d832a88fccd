/** The version of a record that a form was made from goes along with it, so that whoever sends an old page does not undo what somebody else has done since. */
export const SeenVersion = ({ version }: { version: unknown }) =>
  typeof version === 'number' ? <input type="hidden" name="version" value={String(version)} /> : null;

/** What `SeenVersion` sent. */
export function seenIn({ version }: Readonly<Record<string, unknown>>): number | undefined {
  return typeof version === 'string' && /^\d{1,9}$/.test(version) ? Number(version) : undefined;
}
