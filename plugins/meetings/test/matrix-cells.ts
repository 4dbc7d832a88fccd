import type { ServiceFault } from '#core/testing';
import type { ProviderFailureClass } from '../contract.ts';

export const matrixOperations = ['create', 'update', 'cancel', 'poll', 'summary', 'webhook'] as const;
/** `webhook`: what follows on news of a service, which is a look at the room. */
export type MatrixOperation = (typeof matrixOperations)[number];

/**
 * One failure at one step. `kinds`: the class is one of these; none: it is got over at once. `wait`: seconds until the next try, from and to; undefined: there is none by itself.
 * `lost`: instead of a fault, the room is gone at the service by then.
 */
export type MatrixCell = { name: string; fault?: ServiceFault; lost?: true; kinds: readonly ProviderFailureClass[]; wait?: readonly [number, number] };

const SHORT = [3.9, 6.1] as const;
const ASKED = [89, 96] as const;

/** Operations that ask and change nothing. */
export const isRead = (operation: MatrixOperation): boolean => operation === 'poll' || operation === 'summary' || operation === 'webhook';

/**
 * Each class of failure for a step; each form of each answer once, and where one form stands for all, once for each step.
 * @param lost the class of an answer that does not come, or cannot be read
 */
export function matrixCells(operation: MatrixOperation, lost: ProviderFailureClass): MatrixCell[] {
  const on = isRead(operation) ? ('read' as const) : ('write' as const);
  const forms = operation === 'create' ? (['seconds', 'http-date', 'iso', 'reset'] as const) : (['seconds'] as const);
  const unread = operation === 'create' ? (['html', 'xml', 'truncated', 'reset-before'] as const) : (['html', 'truncated'] as const);
  const cell = (fault: ServiceFault, kinds: readonly ProviderFailureClass[], wait?: readonly [number, number]): MatrixCell => ({
    name: `${operation} × ${fault.kind} ${fault.form ?? ''}${fault.times ?? ''}`.trimEnd(),
    fault: { on, ...fault },
    kinds,
    ...(wait ? { wait } : {}),
  });
  return [
    cell({ kind: 'unauthorized' }, []),
    cell({ kind: 'unauthorized', times: 2 }, ['auth.permanent']),
    // a summary that may not be read is no reason to stop making rooms
    ...(operation === 'summary' ? [] : [cell({ kind: 'forbidden' }, ['auth.permanent'])]),
    cell({ kind: 'bad-request' }, ['permanent']),
    ...forms.map((form) => cell({ kind: 'rate-limited', form, retryAfterS: 90 }, ['quota.short', 'quota.long'], ASKED)),
    ...(operation === 'create' ? [cell({ kind: 'rate-limited', form: 'none' }, ['quota.short'], SHORT)] : []),
    ...(['server-error', ...unread, 'reset-after'] as const).map((kind) => cell({ kind }, [lost], SHORT)),
    ...(operation !== 'create' && operation !== 'summary' ? [{ name: `${operation} × room gone`, lost: true as const, kinds: [] }] : []),
  ];
}
