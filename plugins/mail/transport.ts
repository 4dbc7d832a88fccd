import { createHash } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { Dkim } from './dkim.ts';

/** How a server is reached; `password` never appears in a log. */
export type SmtpOptions = {
  host: string;
  port: number;
  security: 'none' | 'starttls' | 'tls';
  user: string | null;
  password: string | null;
  connections: number;
  timeoutSeconds: number;
};

/** One message to one recipient. */
export type Letter = {
  /** Without brackets. */
  messageId: string;
  from: { name: string; email: string };
  to: { name: string; email: string };
  replyTo: string | null;
  subject: string;
  text: string;
  html: string | null;
  ics: { content: string; method: string } | null;
  date: Date;
  /** Ends mails of this kind with one press. */
  unsubscribe?: string | null;
  /** Signs it. */
  dkim?: Dkim | null;
};

export type Transport = {
  /** Resolves when the server has taken it (250). @throws the client's error, see `classifyFailure` */
  send(letter: Letter): Promise<void>;
  /** Connects and signs in, sends nothing. */
  verify(): Promise<void>;
};

type Pool = ReturnType<typeof createPool>;

const createPool = ({ host, port, security, user, password, connections, timeoutSeconds }: SmtpOptions) =>
  nodemailer.createTransport({
    pool: true,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user ? { auth: { user, pass: password ?? '' } } : {}),
    maxConnections: connections,
    maxMessages: 500,
    maxRequeues: 1,
    idleTimeout: 15_000,
    // The client's own limits are minutes.
    connectionTimeout: timeoutSeconds * 1000,
    greetingTimeout: timeoutSeconds * 1000,
    socketTimeout: timeoutSeconds * 1000,
    dnsTimeout: timeoutSeconds * 1000,
    // Nothing in a mail may make this process read a file or ask an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

const pools = new Map<string, Pool>();

function poolOf(options: SmtpOptions): Pool {
  const key = createHash('sha256').update(JSON.stringify(options)).digest('base64url');
  const known = pools.get(key);
  if (known) return known;
  const pool = createPool(options);
  // Faults of idle connections; a mail that suffers hears of it by its own error.
  pool.on('error', () => {});
  pools.set(key, pool);
  return pool;
}

/** Ends every connection of this process. */
export function closeTransports(): void {
  for (const pool of pools.values()) pool.close();
  pools.clear();
}

/** Reads `smtp://user:password@host:587`: STARTTLS where the server offers a secure port, `smtps:` from the first byte, plain on loopback or with `?security=none`. */
export function smtpOptionsOf(url: string, limits: { connections: number; timeoutSeconds: number }): SmtpOptions {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const tls = protocol === 'smtps:';
  const asked = searchParams.get('security');
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  const security = tls ? 'tls' : asked === 'starttls' || asked === 'none' ? asked : loopback ? 'none' : 'starttls';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (tls ? 465 : 587),
    security,
    user: username ? decodeURIComponent(username) : null,
    password: password ? decodeURIComponent(password) : null,
    ...limits,
  };
}

/**
 * A pooled SMTP connection; pools are shared by equal options and close by themselves when idle. The only module that knows the mail client.
 * Addresses go as objects and in an explicit envelope: as text, a comma or line break in a name would redirect the mail.
 */
export function openTransport(options: SmtpOptions): Transport {
  return {
    async send({ messageId, from, to, replyTo, subject, text, html, ics, date, unsubscribe, dkim }) {
      await poolOf(options).sendMail({
        messageId: `<${messageId}>`,
        date,
        from: { name: from.name, address: from.email },
        to: { name: to.name, address: to.email },
        envelope: { from: from.email, to: [to.email] },
        ...(replyTo ? { replyTo: { name: '', address: replyTo } } : {}),
        subject,
        text,
        ...(html === null ? {} : { html }),
        ...(ics === null ? {} : { icalEvent: { method: ics.method, content: ics.content, filename: 'invite.ics' } }),
        headers: {
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribe ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
        },
        ...(dkim ? { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } } : {}),
      });
    },
    async verify() {
      await poolOf(options).verify();
    },
  };
}
