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
