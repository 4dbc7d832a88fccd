import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { Form } from '../components/form.tsx';
import { FormActions } from '../components/form-actions.tsx';
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
  active,
  children,
}: {
  env: Env;
  title: string;
  question: string;
  action: string;
  back: string;
  label: string;
  danger?: boolean;
  problem?: string | undefined;
  active?: string;
  children?: Child;
}) {
  return (
    <AdminPage env={env} title={title} active={active}>
      <div class="card">
        <Form action={action} problem={problem}>
          <p>{question}</p>
          {children}
          <FormActions env={env} label={label} back={back} danger={danger} />
        </Form>
      </div>
    </AdminPage>
  );
}
