import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { type Env, headerSafe } from '#core';

/** More than these are not kept. */
const KEPT = 500;
const LARGEST = 10_000_000;
/** The mailbox outlives whoever asked for it first: it must not write in that caller's transaction. */
const outside = AsyncLocalStorage.snapshot();

/** Takes everything that this process sends; per organization, as its rows are. */
const running = new Map<number, Promise<{ url: string; close(): Promise<void> }>>();

async function read(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size <= LARGEST) parts.push(part);
  }
  if (size > LARGEST) throw new Error('too large');
  return Buffer.concat(parts);
}

async function dropOldest(env: Env<'mail'>): Promise<void> {
  const old = await env.model('mail.captured').pick({}, ['id'], { order: ['-createdAt'], offset: KEPT, limit: 1000 });
  if (old.length > 0) await env.model('mail.captured').delete({ id: { in: old.map(({ id }) => id) } });
}

async function start(env: Env<'mail'>): Promise<{ url: string; close(): Promise<void> }> {
  let taken = 0;
  const keep = async (stream: AsyncIterable<Uint8Array>, recipient: string): Promise<void> => {
    const raw = await read(stream);
    const { subject } = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
    await env.model('mail.captured').create({ toEmail: headerSafe(recipient, 320), subject: headerSafe(subject ?? '', 500), raw });
    if (taken++ % 50 === 0) await dropOldest(env);
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, callback) {
      keep(stream, session.envelope.rcptTo[0]?.address ?? '').then(
        () => callback(),
        (error: unknown) => {
          env.log.warn({ error: error instanceof Error ? error.message : String(error) }, 'mailbox could not keep a mail');
          callback(Object.assign(new Error('The mailbox cannot take it now.'), { responseCode: 451 }));
        },
      );
    },
  });
  server.on('error', (error: Error) => env.log.warn({ error: error.message }, 'mailbox fault'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.server.unref();
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the mailbox has no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    close: () => Promise.race([new Promise<void>((resolve) => server.close(() => resolve())), pause(1000, undefined, { ref: false })]),
  };
}

/** The address of this process's own mailbox: an SMTP server on a free loopback port that keeps mails in the database and sends nothing on. Started when first asked for. */
export async function sinkUrl(env: Env<'mail'>): Promise<string> {
  const own = env.asPlugin();
  const known = running.get(env.org);
  if (known) return (await known).url;
  const starting = outside(() => start(own));
  running.set(env.org, starting);
  try {
    return (await starting).url;
  } catch (error) {
    running.delete(env.org);
    throw error;
  }
}

export async function closeSinks(): Promise<void> {
  const open = [...running.values()];
  running.clear();
  for (const sink of open) await (await sink).close();
}
