/** How the mailbox is reached; `password` never appears in a log. */
export type MailboxOptions = {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  password: string;
  folder: string;
  timeoutSeconds: number;
};

/** One mail as it lies there. */
export type StoredMail = { uid: number; raw: Uint8Array };

/** An open folder. Close it at the end. The only module that knows the IMAP client. */
export type OpenMailbox = {
  /** UIDs count within this alone. */
  validity: string;
  count: number;
  /** UIDs behind this one, ascending. */
  uidsAfter(uid: number): Promise<number[]>;
  /** Null: gone, or larger than the limit. */
  fetch(uid: number): Promise<StoredMail | null>;
  close(): Promise<void>;
};

/** What is larger is no answer and no bounce. */
const LARGEST = 10_000_000;

/** Signs in and opens the folder read-only: what others think unread stays so. @throws the client's error, see `problemOf` */
export async function openMailbox({ host, port, security, user, password, folder, timeoutSeconds }: MailboxOptions): Promise<OpenMailbox> {
  // Loaded by the one process that looks into a mailbox.
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeoutSeconds * 1000,
    greetingTimeout: timeoutSeconds * 1000,
    socketTimeout: timeoutSeconds * 1000,
  });
  // A line that breaks later is told by the command that waits for it.
  client.on('error', () => {});
  const close = async (): Promise<void> => {
    await client.logout().catch(() => client.close());
  };
  try {
    await client.connect();
    const box = await client.mailboxOpen(folder, { readOnly: true });
    return {
      validity: String(box.uidValidity),
      count: box.exists,
      uidsAfter: async (uid) => {
        const found = await client.search({ uid: `${uid + 1}:*` }, { uid: true });
        // A range to `*` always holds the last mail, also where it is older (RFC 9051 §9).
        return (found || []).filter((one) => one > uid).sort((a, b) => a - b);
      },
      fetch: async (uid) => {
        const about = await client.fetchOne(String(uid), { size: true, uid: true }, { uid: true });
        if (!about || (about.size ?? 0) > LARGEST) return null;
        const mail = await client.fetchOne(String(uid), { source: true, uid: true }, { uid: true });
        return mail && mail.source !== undefined ? { uid, raw: mail.source } : null;
      },
      close,
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** What went wrong, as a sentence to translate. */
export function problemOf(error: unknown): string {
  const has = (name: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined);
  if (has('authenticationFailed') === true) return 'The server refused the user name or the password.';
  if (has('code') === 'ENOTFOUND') return 'The name of the server cannot be found.';
  if (has('mailboxMissing') === true || has('responseStatus') === 'NO') return 'The folder cannot be opened.';
  return 'The mailbox cannot be reached.';
}
