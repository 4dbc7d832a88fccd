import type { Child } from 'hono/jsx';
import { Notice } from '../web/contract.ts';

/** A warning with a line for each thing that it is about; nothing where there is none. `children`: what to do about it. */
export function WarningList({ lead, lines, children }: { lead: string; lines: readonly string[]; children?: Child }) {
  if (lines.length === 0) return null;
  return (
    <Notice kind="warn">
      <p>{lead}</p>
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      {children}
    </Notice>
  );
}
