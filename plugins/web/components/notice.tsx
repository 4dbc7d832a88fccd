import type { Child } from 'hono/jsx';
import { Icon } from './icon.tsx';

const icons = { ok: 'circle-check', info: 'info', warn: 'triangle-alert', danger: 'circle-alert' } as const;

/** A sentence that matters, with an icon: state is never colour alone. Danger is announced at once. */
export function Notice({ kind, children }: { kind: keyof typeof icons; children?: Child }) {
  return (
    <div class={`notice ${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} /> <div>{children}</div>
    </div>
  );
}
