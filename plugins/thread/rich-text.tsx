import type { Child } from 'hono/jsx';

/** `**bold**`, `` `code` ``, addresses of pages, and the names of those mentioned. Everything else is the text itself, escaped by JSX. */
const marks = (names: readonly string[]): RegExp => {
  const literal = names.map((name) => `@${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).sort((a, b) => b.length - a.length);
  return new RegExp(['\\*\\*[^*\\n]+\\*\\*', '`[^`\\n]+`', 'https?://[^\\s<>"]+', ...literal].join('|'), 'giu');
};

/** The full stop after an address ends the sentence, not the address. By hand: a pattern would look anew from each of ten thousand brackets. */
function withoutEnd(address: string): string {
  let end = address.length;
  while (end > 0 && ".,;:!?)]}'’".includes(address.charAt(end - 1))) end--;
  return address.slice(0, end);
}

function Mark({ text }: { text: string }) {
  if (text.startsWith('**')) return <strong>{text.slice(2, -2)}</strong>;
  if (text.startsWith('`')) return <code>{text.slice(1, -1)}</code>;
  if (text.startsWith('@')) return <span class="mention">{text}</span>;
  return (
    <a href={text} rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}

function Line({ text, pattern }: { text: string; pattern: RegExp }) {
  const parts: Child[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const found = /^https?:/i.test(match[0]) ? withoutEnd(match[0]) : match[0];
    parts.push(text.slice(at, match.index), <Mark text={found} />);
    at = match.index + found.length;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}

/** Plain text as typed: paragraphs, line breaks, lists with `- `. */
export function RichText({ text, names }: { text: string; names: readonly string[] }) {
  const pattern = marks(names);
  return (
    <div class="rich">
      {text.split(/\n{2,}/).map((block) => {
        const lines = block.split('\n');
        if (lines.every((line) => /^[-*] /.test(line)))
          return (
            <ul>
              {lines.map((line) => (
                <li>
                  <Line text={line.slice(2)} pattern={pattern} />
                </li>
              ))}
            </ul>
          );
        return (
          <p>
            {lines.map((line, index) => (
              <>
                {index > 0 ? <br /> : null}
                <Line text={line} pattern={pattern} />
              </>
            ))}
          </p>
        );
      })}
    </div>
  );
}
