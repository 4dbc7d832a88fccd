import type { Child } from 'hono/jsx';
import type { Env } from '#core';

/** The end of a form: what it does, and the way out without doing it. `discard`: typed words would be lost, and the way out says so. */
export function FormActions({
  env,
  label,
  back,
  danger,
  discard,
  children,
}: {
  env: Env;
  label: Child;
  back: string;
  danger?: boolean | undefined;
  discard?: boolean;
  children?: Child;
}) {
  return (
    <div class="row">
      <button type="submit" class={danger ? 'danger' : 'primary'}>
        {label}
      </button>
      {children}
      <a class="button" href={back}>
        {discard ? env.t('Discard') : env.t('Go back')}
      </a>
    </div>
  );
}
