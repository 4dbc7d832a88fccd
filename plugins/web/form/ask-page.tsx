import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { LinkButton } from '../components/display.tsx';
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
  page,
  active,
  children,
}: {
  env: Env;
  title: string;
  question?: string | undefined;
  action: string;
  back: string;
  label: string;
  danger?: boolean;
  problem?: string | undefined;
  /** Where what stands in the way is put right. */
  page?: string | undefined;
  active?: string;
  children?: Child;
}) {
  return (
    <AdminPage env={env} title={title} active={active}>
      <div class="card">
        <Form action={action} problem={problem}>
          {page ? (
            <p>
              <LinkButton href={page} icon="arrow-right" primary>
                {env.t('Put it right')}
              </LinkButton>
            </p>
          ) : null}
          {question ? <p>{question}</p> : null}
          {children}
          <FormActions env={env} label={label} back={back} danger={danger} />
        </Form>
      </div>
    </AdminPage>
  );
}
