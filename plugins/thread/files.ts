import { type Env, headerSafe } from '#core';
import { fault } from './faults.ts';
import { fileType } from './file-type.ts';
import { PIECE } from './schema.ts';
import type { Subject } from './subject.ts';

/** Bytes that one file may have. */
export const MAX_FILE = 10 * 1024 * 1024;
/** Files that one message may have. */
export const MAX_FILES = 10;

export type Upload = { name: string; content: Uint8Array };

/** A name to show and to save under: no folders, no control characters. */
const fileName = (given: string): string => headerSafe(given.split(/[/\\]/).at(-1) ?? '', 200).replace(/^\.+/, '') || 'file';

/** The files of a form's field; an empty choice is none. @throws THREAD_FILE_REFUSED */
export async function readUploads(given: unknown): Promise<Upload[]> {
  const list = (Array.isArray(given) ? given : [given]).filter((one): one is File => one instanceof File && one.size > 0);
  if (list.length > MAX_FILES || list.some(({ size }) => size > MAX_FILE))
    throw fault('THREAD_FILE_REFUSED', { issues: [{ path: 'files', message: fault.entries.THREAD_FILE_REFUSED.title }] });
  return Promise.all(list.map(async (file) => ({ name: fileName(file.name), content: new Uint8Array(await file.arrayBuffer()) })));
}

/** Stores them with the record: two statements, however many. Inside a transaction. */
export async function storeFiles(env: Env<'thread'>, subject: Subject, message: string, person: string | null, uploads: readonly Upload[]): Promise<void> {
  if (uploads.length === 0) return;
  const own = env.asPlugin();
  const files = uploads.map((upload) => ({ ...upload, id: env.id() }));
  await own.model('thread.file').create(
    files.map(({ id, name, content }) => ({
      id,
      model: subject.model.name,
      record: subject.row.id,
      message,
      person,
      name,
      type: fileType(content),
      size: content.byteLength,
    })),
  );
  await own.model('thread.piece').create(
    files.flatMap(({ id, content }) =>
      Array.from({ length: Math.ceil(content.byteLength / PIECE) }, (_, position) => ({
        file: id,
        position,
        content: Buffer.from(content.subarray(position * PIECE, (position + 1) * PIECE)),
      })),
    ),
  );
}

export async function fileContent(env: Env<'thread'>, file: string): Promise<Uint8Array> {
  const pieces = await env
    .asPlugin()
    .model('thread.piece')
    .pick({ file }, ['content'], { order: ['position'] });
  return Buffer.concat(pieces.map(({ content }) => content));
}
