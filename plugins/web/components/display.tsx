import type { Child } from 'hono/jsx';
import { type Env, formatDateTime, formatRange, offsetLabel } from '#core';
import { Icon } from './icon.tsx';

export function LinkButton({ href, icon, primary, children }: { href: string; icon?: string; primary?: boolean; children?: Child }) {
  return (
    <a class={primary ? 'button primary' : 'button'} href={href}>
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </a>
  );
}

/** A table with a caption for screen readers; cells are text or nodes. */
type TableProps = {
  head: readonly Child[];
  rows: readonly (readonly Child[])[];
  caption?: string;
  /** Stays a table on a phone: narrow columns, as of boxes to tick. */
  flat?: boolean;
};

/** No word of a language, but an address, a number or a paste. */
const LONG_WORD = /\S{32}/;

/** A table of words. On a phone the rows of a wide one become cards: each cell says its head. */
export function Table({ head, rows, caption, flat }: TableProps) {
  return (
    <div class="table-frame" tabindex={0}>
      <table class={flat ? 'flat' : head.length > 2 ? 'stacked' : undefined}>
        {caption ? <caption class="visually-hidden">{caption}</caption> : null}
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, index) => {
                const label = head[index];
                return typeof label === 'string' && index > 0 ? (
                  <td data-label={label} class={typeof cell === 'string' && LONG_WORD.test(cell) ? 'long' : undefined}>
                    <div>{cell}</div>
                  </td>
                ) : (
                  <td class="bare">{cell}</td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function EmptyState({ icon, children, action }: { icon: string; children?: Child; action?: Child }) {
  return (
    <div class="empty">
      <Icon name={icon} large />
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Icon and colour by what a state means; the word always stands beside. */
const looks: Record<string, { kind: string; icon: string }> = {
  draft: { kind: 'warn', icon: 'circle-dashed' },
  queued: { kind: 'info', icon: 'clock' },
  pending: { kind: 'info', icon: 'clock' },
  confirmed: { kind: 'ok', icon: 'circle-check' },
  ready: { kind: 'ok', icon: 'circle-check' },
  sent: { kind: 'ok', icon: 'circle-check' },
  active: { kind: 'ok', icon: 'circle-check' },
  done: { kind: 'ok', icon: 'check' },
  ACCEPTED: { kind: 'ok', icon: 'check' },
  DECLINED: { kind: 'danger', icon: 'x' },
  TENTATIVE: { kind: 'warn', icon: 'circle-help' },
  'NEEDS-ACTION': { kind: 'info', icon: 'clock' },
  cancelled: { kind: 'muted', icon: 'ban' },
  suppressed: { kind: 'muted', icon: 'ban' },
  failed: { kind: 'danger', icon: 'circle-alert' },
  parked: { kind: 'danger', icon: 'circle-alert' },
  warning: { kind: 'warn', icon: 'triangle-alert' },
};

/** Names that are letters. */
const initials: Readonly<Record<string, string>> = { tls: 'TLS', starttls: 'STARTTLS' };

/** `NEEDS-ACTION` → `Needs action`: choice values in words, to be translated. */
export const words = (value: string): string => {
  const known = initials[value];
  if (known) return known;
  const text = value.replace(/[-_]/g, ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export function State({ env, value }: { env: Env; value: string }) {
  const { kind, icon } = looks[value] ?? { kind: 'muted', icon: 'circle' };
  return (
    <span class={`state ${kind}`}>
      <Icon name={icon} /> {env.t(words(value))}
    </span>
  );
}

/** The states of a record in order; the current one stands out. */
export function StatusBar({ env, states, current }: { env: Env; states: readonly string[]; current: string }) {
  return (
    <ol class="status-bar" aria-label={env.t('State')}>
      {states.map((state) => (
        <li aria-current={state === current ? 'step' : undefined}>{env.t(words(state))}</li>
      ))}
    </ol>
  );
}

export function DescriptionList({ entries }: { entries: readonly { label: string; value: Child; wide?: boolean }[] }) {
  return (
    <dl class="facts">
      {entries.map(({ label, value, wide }) => (
        <div class={wide ? 'wide' : undefined}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One time in several zones: who or what, the local time, zone and offset. */
export function ZoneTable({ env, start, end, zones }: { env: Env; start: Date; end: Date; zones: readonly { label: string; timeZone: string }[] }) {
  const { language, hour12 } = env.preferences;
  return (
    <Table
      caption={env.t('The time in every zone')}
      head={[env.t('Who'), env.t('Local time'), env.t('Zone')]}
      rows={zones.map(({ label, timeZone }) => [
        label,
        <span class="nowrap">{formatRange(start, end, timeZone, { language, hour12 })}</span>,
        `${timeZone.replaceAll('_', ' ')} (${offsetLabel(start, timeZone)})`,
      ])}
    />
  );
}

/** An instant in the viewer's zone; UTC in the title. */
export function Instant({ env, at, seconds = false }: { env: Env; at: Date; seconds?: boolean }) {
  const { language, hour12, timeZone } = env.preferences;
  return (
    <time
      datetime={at.toISOString()}
      title={`${at
        .toISOString()
        .slice(0, seconds ? 19 : 16)
        .replace('T', ' ')} UTC`}
    >
      {formatDateTime(at, timeZone, { language, hour12, seconds })}
    </time>
  );
}

/** Two letters of a name, or the photo. */
export function Avatar({ name, photo, large }: { name: string; photo?: string | null; large?: boolean }) {
  const letters = name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .filter(Boolean);
  const text = [letters[0], letters.length > 1 ? letters.at(-1) : ''].join('').toUpperCase();
  return photo ? (
    <img class={large ? 'avatar large' : 'avatar'} src={photo} alt="" />
  ) : (
    <span class={large ? 'avatar large' : 'avatar'} aria-hidden="true">
      {text}
    </span>
  );
}
