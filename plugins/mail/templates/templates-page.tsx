import type { Env, Issue } from '#core';
import { AdminPage, Form, Notice, Table, TextArea, TextField } from '../../web/contract.ts';
import type { MailBody, MailWords } from './mail-kind.ts';

type MailEnv = Env<'mail'>;
export type Language = { code: string; name: string };

const addressOf = (kind: string, language: string): string => `/app/mail-templates/${kind}/${language}`;

/** Every kind of mail that administrators may write, with the languages in which it can be written. */
export function TemplatesPage({
  env,
  kinds,
  languages,
  changed,
}: {
  env: MailEnv;
  kinds: readonly { key: string; title: string }[];
  languages: readonly Language[];
  changed: ReadonlySet<string>;
}) {
  return (
    <AdminPage env={env} title={env.t('Mail templates')} subtitle={env.t('What mails say, in each language. Times, places and links are always added.')}>
      <Table
        caption={env.t('Mail templates')}
        head={[env.t('Mail'), ...languages.map(({ name }) => name)]}
        rows={kinds.map(({ key, title }) => [
          title,
          ...languages.map(({ code, name }) => (
            <a href={addressOf(key, code)}>
              {changed.has(`${key} ${code}`) ? env.t('Own words') : env.t('Usual words')}
              <span class="visually-hidden">
                {' '}
                {title}, {name}
              </span>
            </a>
          )),
        ])}
      />
    </AdminPage>
  );
}

/** Inside the frame inline styles are needed; nothing there runs or is fetched. */
export function TemplatePage({
  env,
  kind,
  title,
  placeholders,
  language,
  words,
  usual,
  preview,
  own,
  problem,
  issues = [],
  said,
}: {
  env: MailEnv;
  kind: string;
  title: string;
  placeholders: readonly string[];
  language: Language;
  words: MailWords;
  usual: MailWords;
  preview: MailBody;
  own: boolean;
  problem?: string | undefined;
  issues?: readonly Issue[];
  said?: string | undefined;
}) {
  const issue = (path: string): string | undefined => issues.find((one) => one.path === path)?.message;
  const action = addressOf(kind, language.code);
  return (
    <AdminPage env={env} title={`${title} · ${language.name}`} active="/app/mail-templates">
      {said ? <Notice kind="ok">{said}</Notice> : null}
      {own ? (
        <Notice kind="info">
          {env.t('This mail has your own words. The usual ones: “{subject}”, “{lead}”', { subject: usual.subject, lead: usual.lead })}
        </Notice>
      ) : null}
      <Form action={action} problem={problem} guarded>
        <p class="help">
          {env.t('These stand for what is filled in:')}{' '}
          {placeholders.map((name) => (
            <>
              <code>{`{${name}}`}</code>{' '}
            </>
          ))}
        </p>
        <TextField label={env.t('Subject')} name="subject" value={words.subject} error={issue('subject')} maxlength={200} required />
        <TextArea label={env.t('First lines')} name="lead" value={words.lead} error={issue('lead')} rows={3} required />
        <TextArea
          label={env.t('Last lines')}
          name="closing"
          value={words.closing}
          error={issue('closing')}
          help={env.t('Beneath what the program adds.')}
          rows={3}
        />
        <div class="row">
          <button type="submit" name="do" value="save" class="primary">
            {env.t('Save')}
          </button>
          <button type="submit" name="do" value="preview">
            {env.t('Preview')}
          </button>
          <button type="submit" name="do" value="test">
            {env.t('Send me a test')}
          </button>
          {own ? (
            <button type="submit" name="do" value="reset" class="danger">
              {env.t('Back to the usual words')}
            </button>
          ) : null}
          <a class="button" href="/app/mail-templates">
            {env.t('Go back')}
          </a>
        </div>
      </Form>
      <section class="section">
        <h2>{env.t('Preview')}</h2>
        <p>
          <strong>{preview.subject}</strong>
        </p>
        <iframe
          title={env.t('The mail as a page')}
          sandbox=""
          srcdoc={preview.html}
          style="inline-size:100%;block-size:680px;border:1px solid var(--line);border-radius:10px"
        />
        <details>
          <summary>{env.t('As plain text')}</summary>
          <pre style="white-space:pre-wrap">{preview.text}</pre>
        </details>
      </section>
    </AdminPage>
  );
}
