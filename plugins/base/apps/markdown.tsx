import type { Child } from 'hono/jsx';
import { type Block, type Inline, parseMarkdown } from './parse-markdown.ts';

/** A readme as part of a page, its headings from `top` on. It is built of nodes, so everything in it is escaped; links lead to sites or pages of ours only. */
export function Markdown({ source, top = 3 }: { source: string; top?: number }) {
  return <div class="prose">{parseMarkdown(source).map((block) => show(block, top))}</div>;
}

function show(block: Block, top: number): Child {
  switch (block.kind) {
    case 'heading':
      return <Heading level={Math.min(block.level - 1 + top, 6)}>{inline(block.inside)}</Heading>;
    case 'paragraph':
      return <p>{inline(block.inside)}</p>;
    case 'code':
      return (
        <pre tabindex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return <blockquote>{block.blocks.map((inner) => show(inner, top))}</blockquote>;
    case 'rule':
      return <hr />;
    case 'list': {
      const items = block.items.map((item) => (
        <li>{item.map((inner) => (inner.kind === 'paragraph' && item.length === 1 ? inline(inner.inside) : show(inner, top)))}</li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return (
        <div class="table-frame" tabindex={0}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell) => (
                  <th scope="col">{inline(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row) => (
                <tr>
                  {row.map((cell) => (
                    <td>{inline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

function Heading({ level, children }: { level: number; children?: Child }) {
  if (level <= 3) return <h3>{children}</h3>;
  if (level === 4) return <h4>{children}</h4>;
  return level === 5 ? <h5>{children}</h5> : <h6>{children}</h6>;
}

function inline(pieces: readonly Inline[]): Child[] {
  return pieces.map((piece): Child => {
    switch (piece.kind) {
      case 'text':
        return piece.text;
      case 'code':
        return <code>{piece.text}</code>;
      case 'strong':
        return <strong>{inline(piece.inside)}</strong>;
      case 'emphasis':
        return <em>{inline(piece.inside)}</em>;
      default:
        return (
          <a href={piece.href} rel="noopener noreferrer">
            {inline(piece.inside)}
          </a>
        );
    }
  });
}
