import type { Child } from 'hono/jsx';
import type { Env, Issue } from '#core';
import { fieldId } from './field.tsx';
import { Icon } from './icon.tsx';

export type ErrorSummaryProps = {
  env: Env;
  issues: readonly Issue[];
  /** Instead of “Please correct these”. */
  title?: string;
};

/** What is wrong, on top, with focus; every line leads to its field. Draws nothing where nothing is wrong. */
export function ErrorSummary({ env, issues, title }: ErrorSummaryProps) {
  if (issues.length === 0 && !title) return <></>;
  return (
    <div class="summary" role="alert" tabindex={-1} autofocus id="error-summary">
      <Icon name="circle-alert" size={20} />
      <div>
        <p class="summary-title">{title ?? env.t('Please correct what is marked below.')}</p>
        {issues.length > 0 && (
          <ul>
            {issues.map((issue) => (
              <li>{issue.path ? <a href={`#${fieldId(issue.path)}`}>{issue.message}</a> : issue.message}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

export type FormProps = {
  env: Env;
  action?: string;
  method?: 'post' | 'get';
  id?: string;
  /** What was wrong with the last try. */
  issues?: readonly Issue[];
  /** The sentence over the issues (or alone). */
  problem?: string;
  /** Asks before the page is left with something typed. */
  guard?: boolean;
  upload?: boolean;
  class?: string;
  /** The key to use again when the same form is shown after an error that changed nothing; a new one unless given. */
  idempotencyKey?: string;
  children?: Child;
};

/** Unsafe forms carry an idempotency key, so that a double click does the thing once. */
export function Form({ env, action, method = 'post', id, issues = [], problem, guard, upload, class: extra, idempotencyKey, children }: FormProps) {
  return (
    <form class={extra ?? 'form'} id={id} method={method} action={action} enctype={upload ? 'multipart/form-data' : undefined} data-guard={guard ? '' : undefined} novalidate={issues.length > 0}>
      {method === 'post' && <input type="hidden" name="idempotency_key" value={idempotencyKey ?? env.random(12)} />}
      {(issues.length > 0 || problem) && <ErrorSummary env={env} issues={issues} {...(problem ? { title: problem } : {})} />}
      {children}
    </form>
  );
}

/** The row of buttons at the end of a form; the primary one first in reading order. */
export function FormActions({ children }: { children?: Child }) {
  return <div class="form-actions">{children}</div>;
}
