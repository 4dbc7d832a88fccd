import { z } from 'zod';
import { bytes, type Env, fail, html, type Incoming, longText, redirect, route } from '#core';
import { AdminPage, Form, FormActions, Instant, LinkButton, TextArea, typed } from '../web/contract.ts';
import { editMessage, isOwn, openMessage, removeMessage } from './change-message.ts';
import { isPicture } from './file-type.ts';
import { fileContent, MAX_FILE, readUploads } from './files.ts';
import { follow } from './followers.ts';
import { loadConversation } from './load-thread.ts';
import { Compose, Entries, Followers, threadPage } from './panel.tsx';
import { postMessage } from './post-message.ts';
import { RichText } from './rich-text.tsx';
import { openSubject, recordPage } from './subject.ts';

type ThreadEnv = Env<'thread'>;

const PAGE = 100;
const pathRecord = z.object({ model: z.string().max(120), id: z.uuid() });
const pathId = z.object({ id: z.uuid() });
const path = '/app/thread/:model{[a-z0-9_]+\\.[a-z0-9_]+}/:id{[0-9a-f-]{36}}';
const styles = [{ plugin: 'thread', file: 'thread.css' }] as const;
/** Room for the form around the files. */
const UPLOAD_BODY = MAX_FILE + 256 * 1024;

const personOf = (env: ThreadEnv): string => {
  if (env.principal.kind !== 'user') throw fail('AUTH_REQUIRED');
  return env.principal.person;
};

async function threadHtml(
  env: ThreadEnv,
  model: string,
  id: string,
  more: { before?: string | undefined; problem?: string; typed?: string; status?: number } = {},
) {
  const subject = await openSubject(env, model, id);
  const talk = await loadConversation(env, subject, PAGE, more.before);
  const last = talk.entries.at(-1);
  const page = (
    <AdminPage env={env} title={env.t('Conversation: {title}', { title: subject.title })} active={`/app/${model}`} styles={styles}>
      <section class="thread card" id="thread">
        <p>
          <LinkButton href={recordPage(subject)} icon="arrow-left">
            {env.t('Back to the record')}
          </LinkButton>
        </p>
        <Followers env={env} talk={talk} />
        <Compose env={env} subject={subject} problem={more.problem} typed={more.typed} />
        <Entries env={env} talk={talk} />
        {talk.more && last ? <LinkButton href={`${threadPage(subject)}?before=${last.id}`}>{env.t('Older')}</LinkButton> : null}
      </section>
    </AdminPage>
  );
  return html(page, { status: more.status ?? 200 });
}

const disposition = (kind: 'inline' | 'attachment', name: string): string =>
  `${kind}; filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;

export const routes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'Everything that was said about a record',
    params: pathRecord,
    query: z.object({ before: z.uuid().optional() }),
    handler: (env: ThreadEnv, { params, query }) => threadHtml(env, params.model, params.id, { before: query.before }),
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Writes a comment or a note about a record, with attachments',
    params: pathRecord,
    body: z.object({ kind: z.enum(['comment', 'note']).default('comment'), body: longText({ max: 10_000 }).default(''), files: z.unknown().optional() }),
    maxBody: UPLOAD_BODY,
    idempotent: true,
    limits: [{ name: 'thread.post', per: 'account', max: 60, window: 300 }],
    async handler(env: ThreadEnv, { params, body }) {
      const subject = await openSubject(env, params.model, params.id);
      await postMessage(env, subject, personOf(env), { kind: body.kind, body: body.body, files: await readUploads(body.files) });
      return redirect(recordPage(subject));
    },
    async onError(env: ThreadEnv, request, error) {
      const { model = '', id = '' } = request.params as Record<string, string>;
      return threadHtml(env, model, id, { problem: env.t(error.issues[0]?.message ?? error.detail), typed: typed(request.raw, 'body'), status: error.status });
    },
  }),
  route({
    method: 'POST',
    path: `${path}/follow`,
    auth: 'user',
    summary: 'Follows a record, or stops',
    params: pathRecord,
    body: z.object({ follows: z.enum(['0', '1']) }),
    async handler(env: ThreadEnv, { params, body }) {
      const subject = await openSubject(env, params.model, params.id);
      await follow(env, subject, personOf(env), body.follows === '1');
      return redirect(recordPage(subject));
    },
  }),
  route({
    method: 'GET',
    path: '/app/thread/messages/:id{[0-9a-f-]{36}}',
    auth: 'user',
    summary: 'A message with what it said earlier; its author changes it here',
    params: pathId,
    handler: (env: ThreadEnv, { params }) => messageHtml(env, params.id),
  }),
  route({
    method: 'POST',
    path: '/app/thread/messages/:id{[0-9a-f-]{36}}',
    auth: 'user',
    summary: 'Changes a message of one’s own',
    params: pathId,
    body: z.object({ body: longText({ max: 10_000 }).default('') }),
    async handler(env: ThreadEnv, { params, body }) {
      const { message, subject } = await openMessage(env, params.id);
      await editMessage(env, message, body.body);
      return redirect(recordPage(subject));
    },
    onError: (env: ThreadEnv, request, error) =>
      messageHtml(env, (request.params as Record<string, string>)['id'] ?? '', {
        problem: env.t(error.detail),
        status: error.status,
        request: request as Incoming,
      }),
  }),
  route({
    method: 'POST',
    path: '/app/thread/messages/:id{[0-9a-f-]{36}}/remove',
    auth: 'user',
    summary: 'Takes a message of one’s own back',
    params: pathId,
    async handler(env: ThreadEnv, { params }) {
      const { message, subject } = await openMessage(env, params.id);
      await removeMessage(env, message);
      return redirect(recordPage(subject));
    },
  }),
  route({
    method: 'GET',
    path: '/app/thread/files/:id{[0-9a-f-]{36}}',
    auth: 'user',
    summary: 'An attachment, for whoever may read the record',
    params: pathId,
    query: z.object({ inline: z.string().optional() }),
    async handler(env: ThreadEnv, { params, query }) {
      const [file] = await env.asPlugin().model('thread.file').find({ id: params.id });
      if (!file) throw fail('NOT_FOUND');
      await openSubject(env, file.model, file.record);
      const inline = query.inline !== undefined && isPicture(file.type);
      return bytes(await fileContent(env, file.id), {
        headers: {
          'content-type': file.type,
          'content-disposition': disposition(inline ? 'inline' : 'attachment', file.name),
          'content-security-policy': "default-src 'none'; sandbox",
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'private, no-store',
        },
      });
    },
  }),
];

async function messageHtml(env: ThreadEnv, id: string, more: { problem?: string; status?: number; request?: Incoming } = {}) {
  const { message, subject } = await openMessage(env, id);
  const earlier = message.removedAt
    ? []
    : await env
        .asPlugin()
        .model('thread.edit')
        .find({ message: message.id }, { order: ['-id'], limit: 100 });
  const own = isOwn(env, message);
  const typed = typeof more.request?.raw['body'] === 'string' ? more.request.raw['body'] : undefined;
  const page = (
    <AdminPage env={env} title={env.t('Message')} subtitle={subject.title} active={`/app/${subject.model.name}`} styles={styles}>
      <section class="card thread">
        {own ? (
          <>
            <Form action={`/app/thread/messages/${message.id}`} problem={more.problem} guarded>
              <TextArea label={env.t('Your message')} name="body" value={typed ?? message.body ?? ''} rows={6} />
              <FormActions env={env} label={env.t('Save')} back={recordPage(subject)} discard />
            </Form>
            <form method="post" action={`/app/thread/messages/${message.id}/remove`}>
              <p>{env.t('Taken back, its text, its earlier texts and its files are gone; that there was a message stays.')}</p>
              <button type="submit" class="danger">
                {env.t('Take back')}
              </button>
            </form>
          </>
        ) : (
          <>
            {message.body ? <RichText text={message.body} names={[]} /> : <p class="gone">{env.t('This message was taken back.')}</p>}
            <p>
              <LinkButton href={recordPage(subject)} icon="arrow-left">
                {env.t('Back to the record')}
              </LinkButton>
            </p>
          </>
        )}
      </section>
      {earlier.length > 0 ? (
        <section class="card thread">
          <h2>{env.t('Earlier texts')}</h2>
          <ol class="thread-list">
            {earlier.map(({ body, createdAt }) => (
              <li>
                <div class="said">
                  <p class="who">
                    <small>{env.t('until')}</small> <small>{<Instant env={env} at={createdAt} />}</small>
                  </p>
                  <RichText text={body} names={[]} />
                </div>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </AdminPage>
  );
  return html(page, { status: more.status ?? 200 });
}
