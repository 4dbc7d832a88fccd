const encoder = new TextEncoder();

/** One content line, folded at 75 octets without cutting a character (RFC 5545 §3.1), ended by CRLF. */
export function contentLine(text: string): string {
  const lines: string[] = [];
  let line = '';
  let octets = 0;
  for (const character of text) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      lines.push(line);
      line = ' ';
      octets = 1;
    }
    line += character;
    octets += size;
  }
  return `${[...lines, line].join('\r\n')}\r\n`;
}

/** No control character but line feed. */
export const plainLines = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ');

/** A value of type TEXT (RFC 5545 §3.3.11): nothing in it ends the line or the value. */
export const textValue = (value: string): string =>
  plainLines(value)
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');

/** An address of the web, or nothing: what could break out of the line or run as a script never gets in. */
export const webAddress = (value: string | null): string | undefined => (value !== null && /^https?:\/\/[!-~]+$/.test(value) ? value : undefined);
