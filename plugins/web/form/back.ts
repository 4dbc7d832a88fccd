/** Where a page was asked to lead back to: a path of the admin, nothing else. */
export function backTo(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 2_000 && /^\/app(?:[/?]|$)/.test(value) && !/[\\\p{Cc}]/u.test(value) && !value.includes('//')
    ? value
    : undefined;
}
