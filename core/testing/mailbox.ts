import { once } from 'node:events';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { waitFor } from './wait-for.ts';

/** One mail as a mail server got it. */
export type ReceivedMail = {
  /** The envelope: who it was really handed over for, whatever the header says. */
  from: string;
  to: readonly string[];
  /** Every byte as received, as text. */
  raw: string;
  /** Taken apart by a parser that is not ours: `subject`, `text`, `html`, `attachments`, `headers`. */
  mail: Email;
};

/** How the server misbehaves. `recipients` answers for single addresses with an SMTP code, 4xx (come again) or 5xx (never). */
export type MailFaults = {
  recipients?: Readonly<Record<string, number>>;
  /** `connect`: accepts connections and says nothing. `data`: takes the mail and never answers. */
  hang?: 'connect' | 'data';
  /** Takes the mail, keeps it, and cuts the line before saying so: the sender cannot know. */
  dropAfterData?: boolean;
};

export type Mailbox = {
  /** Address for `ATRIUM_SMTP_URL`. */
  url: string;
  messages(): readonly ReceivedMail[];
  /** The first mail that fits; waits for it up to 20 seconds. */
  waitFor(fits: (mail: ReceivedMail) => boolean): Promise<ReceivedMail>;
  /** Misbehave from now on; `{}` ends it. */
  setFaults(faults: MailFaults): void;
  /** Not there at all: connections are refused until `up()`, on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  clear(): void;
  close(): Promise<void>;
};

/** A real SMTP server on a free loopback port that keeps what it gets. */
export async function openMailbox(): Promise<Mailbox> {
  const messages: ReceivedMail[] = [];
  let faults: MailFaults = {};
  let server: SMTPServer | undefined;

  const listen = async (port: number): Promise<number> => {
    const next = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      closeTimeout: 1,
      logger: false,
      onConnect: (_session, done) => {
        if (faults.hang !== 'connect') done();
      },
      onRcptTo: (address, _session, done) => {
        const code = faults.recipients?.[address.address];
        done(
          code === undefined ? null : Object.assign(new Error(code < 500 ? 'Please come again later' : 'There is nobody of that name'), { responseCode: code }),
        );
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const raw = Buffer.concat(chunks);
          const mail = await PostalMime.parse(raw);
          const { mailFrom, rcptTo } = session.envelope;
          messages.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw: raw.toString('utf8'), mail });
          if (faults.hang === 'data') return;
          if (faults.dropAfterData) for (const connection of next.connections) connection._socket.destroy();
          else done();
        });
      },
    });
    next.on('error', () => {}); // a cut line is what some tests want
    const socket = next.listen(port, '127.0.0.1');
    await once(socket, 'listening');
    server = next;
    const address = socket.address();
    if (address === null || typeof address === 'string') throw new Error('The mailbox has no port');
    return address.port;
  };
  const down = async (): Promise<void> => {
    const open = server;
    server = undefined;
    if (!open) return;
    const closed = new Promise<void>((resolve) => open.close(() => resolve()));
    for (const connection of open.connections) connection._socket.destroy();
    await closed;
  };

  const port = await listen(0);
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages: () => messages,
    waitFor: (fits) => waitFor('a mail', () => messages.find(fits)),
    setFaults: (next) => {
      faults = next;
    },
    down,
    up: async () => {
      if (!server) await listen(port);
    },
    clear: () => {
      messages.length = 0;
    },
    close: down,
  };
}
