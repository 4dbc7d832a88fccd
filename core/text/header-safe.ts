/** Control characters, line and paragraph separators, and marks that turn the direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/**
 * Text that may stand in a mail header, a file name's parameter or a calendar property's parameter (`CN=`): one line, no control characters and no double quotes.
 * A `"` in a guest's name makes two calendar parsers read another address; CR LF would begin a header of the guest's own. Half characters are replaced.
 */
export const headerSafe = (value: string, max = 300): string => {
  const line = value.toWellFormed().replace(unsafe, ' ').replace(/"/g, "'").replace(/\s+/g, ' ').trim();
  return line.length <= max
    ? line
    : `${line
        .slice(0, max - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
};
