import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Env, fail, type PageMark } from '#core';

const marks = z
  .array(z.union([z.string().max(20_000), z.null()]))
  .min(1)
  .max(10);

/** What a cursor belongs to: it is good for the same question of the same person alone. */
const place = (env: Env<'api'>, model: string, order: string, filter: string): string[] => [
  String(env.org),
  env.principal.kind === 'user' ? env.principal.person : env.principal.kind,
  model,
  order,
  createHash('sha256').update(filter).digest('base64url'),
];

export function writeCursor(env: Env<'api'>, question: { model: string; order: string; filter: string }, mark: PageMark): string {
  const text = Buffer.from(JSON.stringify(mark)).toString('base64url');
  return `${text}.${env.secrets.sign('cursor', ...place(env, question.model, question.order, question.filter), text)}`;
}

/** @throws INPUT_INVALID for a cursor that was not given out for this very list */
export function readCursor(env: Env<'api'>, question: { model: string; order: string; filter: string }, cursor: string): PageMark {
  const [text = '', signature = '', ...more] = cursor.split('.');
  const genuine = more.length === 0 && env.secrets.verify(signature, 'cursor', ...place(env, question.model, question.order, question.filter), text);
  const parsed = genuine ? marks.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))) : undefined;
  if (!parsed?.success)
    throw fail('INPUT_INVALID', { issues: [{ path: 'cursor', message: 'This cursor belongs to another list. Ask for the first page again.' }] });
  return parsed.data;
}
