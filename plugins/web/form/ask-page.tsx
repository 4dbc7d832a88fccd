import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { Form } from '../components/form.tsx';
import { AdminPage } from '../components/page.tsx';

/** The question before something that cannot simply be undone, with its consequence in words. */
export function AskPage({
  env,
  title,
  question,
  action,
  back,
  label,
  danger,
  problem,
  children,
}: {
  env: Env;
  title: string;
  question: string;
  action: string;
  back: string;
  label: string;
  danger: boolean;
  problem: string | undefined;
  children?: Child;
}) {
  return (
    <AdminPage env={env} title={title}>
      <div class="card">
        <Form action={action} problem={problem}>
          <p>{question}</p>
          {children}
          <div class="row">
            <button type="submit" class={danger ? 'danger' : 'primary'}>
              {label}
            </button>
            <a class="button" href={back}>
              {env.t('Go back')}
            </a>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}
