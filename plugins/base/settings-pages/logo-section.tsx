import type { Env } from '#core';
import { Field, Form } from '../../web/contract.ts';

/** The workspace's logo: upload and remove. */
export function LogoSection({ env, logo, problem }: { env: Env<'base'>; logo: string; problem: string | undefined }) {
  return (
    <section class="section">
      <h2>{env.t('Logo')}</h2>
      {logo === '' ? <p>{env.t('There is no logo yet.')}</p> : <img src={`/workspace/logo/${logo}`} alt={env.t('Logo')} height="48" />}
      <Form action="/app/settings/base/logo" problem={problem} upload>
        <Field label={env.t('New logo')} name="logo" help={env.t('PNG, JPEG or WebP, up to 256 kB.')}>
          <input id="logo" type="file" name="logo" accept="image/png,image/jpeg,image/webp" required />
        </Field>
        <div class="row">
          <button type="submit" class="button">
            {env.t('Upload')}
          </button>
        </div>
      </Form>
      {logo === '' ? null : (
        <form method="post" action="/app/settings/base/logo/remove">
          <button type="submit" class="button danger">
            {env.t('Remove logo')}
          </button>
        </form>
      )}
    </section>
  );
}
