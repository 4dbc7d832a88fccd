import type { Env } from '#core';
import { Avatar, Form, Icon, Instant } from '../web/contract.ts';
import { isOwn } from './change-message.ts';
import { isPicture } from './file-type.ts';
import type { Conversation, Entry, File_ } from './load-thread.ts';
import { loadConversation } from './load-thread.ts';
import { RichText } from './rich-text.tsx';
import { type RecordRow, type Subject, subjectOf } from './subject.ts';
import type { TrackedLine } from './tracked.ts';

/** Entries on the record's own page; the rest stands behind a link. */
const SHOWN = 30;
/** Bytes up to which a picture is shown in place. */
const PREVIEW = 2 * 1024 * 1024;

export const threadPage = ({ model, row }: Subject): string => `/app/thread/${model.name}/${row.id}`;

const kilobytes = (size: number, language: string): string =>
  size < 1024 * 1024
    ? `${Math.max(1, Math.round(size / 1024)).toLocaleString(language)} kB`
    : `${(size / 1024 / 1024).toLocaleString(language, { maximumFractionDigits: 1 })} MB`;

function Files({ env, files }: { env: Env<'thread'>; files: readonly File_[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map(({ id, name, type, size }) => (
        <li>
          {isPicture(type) && size <= PREVIEW ? <img src={`/app/thread/files/${id}?inline=1`} alt={name} loading="lazy" /> : null}
          <a href={`/app/thread/files/${id}`} download={name}>
            <Icon name="paperclip" /> <span>{name}</span>
          </a>{' '}
          <small>{kilobytes(size, env.preferences.language)}</small>
        </li>
      ))}
    </ul>
  );
}

function Tracked({ env, line, name }: { env: Env<'thread'>; line: TrackedLine; name: string }) {
  return (
    <div class="said">
      <p class="who">
        <strong>{name}</strong> <small>{<Instant env={env} at={line.at} />}</small>
      </p>
      {line.created ? <p>{env.t('Created.')}</p> : null}
      {line.changes.length > 0 ? (
        <ul class="changes">
          {line.changes.map(({ label, from, to, told }) => (
            <li>
              {told ? (
                <>
                  {label}: <del>{from}</del> <span aria-hidden="true">→</span> <ins>{to}</ins>
                </>
              ) : (
                env.t('{field} changed', { field: label })
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Said({ env, entry, talk }: { env: Env<'thread'>; entry: Extract<Entry, { kind: 'message' }>; talk: Conversation }) {
  const { message, files } = entry;
  const author = message.author === null ? undefined : talk.people.get(message.author);
  const name = message.kind === 'system' ? env.t('System') : (author?.name ?? env.t('Somebody who is gone'));
  const names = message.mentions.flatMap((id) => talk.people.get(id)?.name ?? []);
  return (
    <div class="said">
      <p class="who">
        <strong>{name}</strong> <small>{<Instant env={env} at={message.createdAt} />}</small>
        {message.kind === 'note' ? (
          <span class="state warn">
            <Icon name="lock" /> {env.t('Note')}
          </span>
        ) : null}
      </p>
      {message.removedAt ? <p class="gone">{env.t('This message was taken back.')}</p> : null}
      {message.kind === 'system' ? (
        <p>{env.t(message.body ?? '', { ...message.values })}</p>
      ) : message.body ? (
        <RichText text={message.body} names={names} />
      ) : null}
      <Files env={env} files={files} />
      {message.editedAt || isOwn(env, message) ? (
        <p class="more">
          {message.editedAt && !message.removedAt ? <a href={`/app/thread/messages/${message.id}`}>{env.t('Edited')}</a> : null}
          {isOwn(env, message) ? <a href={`/app/thread/messages/${message.id}`}>{env.t('Change or take back')}</a> : null}
        </p>
      ) : null}
    </div>
  );
}

/** Everything that was said and changed, newest first. */
export function Entries({ env, talk }: { env: Env<'thread'>; talk: Conversation }) {
  if (talk.entries.length === 0) return <p class="gone">{env.t('Nothing was said yet.')}</p>;
  return (
    <ol class="thread-list">
      {talk.entries.map((entry) => {
        const person = entry.kind === 'message' ? entry.message.author : entry.line.person;
        const found = person === null ? undefined : talk.people.get(person);
        const other = entry.kind === 'tracked' && entry.line.guest ? env.t('Guest') : env.t('System');
        return (
          <li id={`m${entry.id}`}>
            {found ? (
              <Avatar name={found.name} photo={found.photo} />
            ) : (
              <span class="avatar" aria-hidden="true">
                <Icon name={entry.kind === 'tracked' ? 'history' : 'info'} />
              </span>
            )}
            {entry.kind === 'message' ? <Said env={env} entry={entry} talk={talk} /> : <Tracked env={env} line={entry.line} name={found?.name ?? other} />}
          </li>
        );
      })}
    </ol>
  );
}

/** Writes a comment or a note; works without a script. */
export function Compose({ env, subject, problem, typed }: { env: Env<'thread'>; subject: Subject; problem?: string | undefined; typed?: string | undefined }) {
  return (
    <Form action={threadPage(subject)} upload problem={problem} idempotencyKey={env.random(12)}>
      <label for="thread-body" class="visually-hidden">
        {env.t('Your message')}
      </label>
      <textarea id="thread-body" name="body" rows={3} maxlength={10_000} placeholder={env.t('Write something; @Full Name tells somebody.')}>
        {typed ?? ''}
      </textarea>
      <label for="thread-files" class="visually-hidden">
        {env.t('Attach files')}
      </label>
      <input id="thread-files" type="file" name="files" multiple />
      <div class="row">
        <button type="submit" name="kind" value="comment" class="primary" title={env.t('Followers are told.')}>
          {env.t('Comment')}
        </button>
        <button type="submit" name="kind" value="note" title={env.t('Nobody is told but who is mentioned.')}>
          {env.t('Internal note')}
        </button>
      </div>
    </Form>
  );
}

export function Followers({ env, talk }: { env: Env<'thread'>; talk: Conversation }) {
  const me = env.principal.kind === 'user' ? env.principal.person : '';
  const follows = talk.followers.has(me);
  const names = [...talk.followers].flatMap((id) => talk.people.get(id)?.name ?? []).sort((a, b) => a.localeCompare(b, env.preferences.language));
  return (
    <form method="post" action={`${threadPage(talk.subject)}/follow`} class="follow">
      <input type="hidden" name="follows" value={follows ? '0' : '1'} />
      <button type="submit">
        <Icon name={follows ? 'bell-off' : 'bell'} /> {follows ? env.t('Unfollow') : env.t('Follow')}
      </button>
      <small title={names.join(', ')}>
        {names.length === 0
          ? env.t('Nobody follows.')
          : `${env.t('Followers')}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` +${names.length - 3}` : ''}`}
      </small>
    </form>
  );
}

/** The slot beside a record's page: nothing where the model says nothing of being talked about. */
export async function threadPanel(env: Env<'thread'>, data: unknown): Promise<unknown> {
  if (env.principal.kind !== 'user' || !isRecordPage(data)) return null;
  const subject = subjectOf(env, data.model, data.record);
  if (!subject) return null;
  const talk = await loadConversation(env, subject, SHOWN);
  return (
    <section class="thread" id="thread" aria-labelledby="thread-title">
      <link rel="stylesheet" href={env.catalog.asset('thread', 'thread.css')} />
      <h2 id="thread-title">{env.t('Conversation')}</h2>
      <Followers env={env} talk={talk} />
      <Compose env={env} subject={subject} />
      <Entries env={env} talk={talk} />
      {talk.more ? (
        <p>
          <a href={threadPage(subject)}>{env.t('Show everything')}</a>
        </p>
      ) : null}
    </section>
  );
}

const isRecordPage = (data: unknown): data is { model: string; record: RecordRow } => {
  if (typeof data !== 'object' || data === null || !('model' in data) || !('record' in data)) return false;
  const { model, record } = data;
  return typeof model === 'string' && typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string';
};
