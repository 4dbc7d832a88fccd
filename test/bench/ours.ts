import { createServer } from 'node:net';
import { z } from 'zod';
import type { Env } from '#core';
import { boot } from '../../core/boot.ts';
import type { Config } from '../../core/config.ts';
import { createLogger } from '../../core/log.ts';
import type {} from '../../plugins/booking-portal/schema.ts';
import { seed } from '../../plugins/booking-portal/seed.ts';
import { letterOf } from '../../plugins/mail/deliver.ts';
import { openTransport, smtpOptionsOf } from '../../plugins/mail/transport.ts';
import { answerCalls, keptMb, usage } from './child.ts';
import { largeCalls } from './large-calls.ts';
import { isControl, recordStatements } from './statement-log.ts';

const KEY = Buffer.alloc(32, 7);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const openInput = z.object({
  databaseUrl: z.string(),
  smtpUrl: z.string().optional(),
  runner: z.boolean(),
  environment: z.record(z.string(), z.string()).default({}),
});

/** The whole product, in a process of its own, with its limits of rate out of the way. */
async function open(input: unknown) {
  const { databaseUrl, smtpUrl, runner, environment } = openInput.parse(input);
  const port = await freePort();
  const config: Config = {
    mode: 'production',
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    databaseUrl,
    databaseUrlDirect: databaseUrl,
    poolSize: 8,
    keys: [KEY],
    logLevel: 'info',
    smtpUrl,
    adminEmail: undefined,
    adminPassword: undefined,
    trustedProxies: [],
    allowPrivateOutbound: true,
    pluginFolders: [],
    environment: {
      ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0',
      ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0',
      ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0',
      ATRIUM_BOOKING_PORTAL_PER_LINK: '0',
      ...(smtpUrl ? { ATRIUM_MAIL_SMTP_URL: smtpUrl } : {}),
      ...environment,
    },
  };
  const started = performance.now();
  const app = await boot({ config, log: createLogger('info') });
  const bootMs = performance.now() - started;
  const host = await app.startHost();
  if (runner) await app.startRunner();
  return { app, host, url: config.url, bootMs };
}

let running: Awaited<ReturnType<typeof open>> | undefined;
const app = () => {
  if (!running) throw new Error('call "open" first');
  return running.app;
};
const portal = (): Env<'booking-portal'> => app().pluginEnv('booking-portal') as Env<'booking-portal'>;
const meetings = (): Env<'meetings'> => app().pluginEnv('meetings') as Env<'meetings'>;

const requestShape = z.object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()), body: z.string().optional() });

/** A link that is open round the clock, so that a run of thousands of bookings finds room. */
async function wideLink() {
  const { links } = await seed(portal(), 1);
  const [link] = links;
  if (!link) return undefined;
  const { id, token, host, room } = link;
  const schedule = await portal()
    .model('calendar.schedule')
    .create({ name: 'Round the clock', timeZone: 'UTC', weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['00:00', '24:00']] }] });
  await app().runtime.database.query(
    "UPDATE booking_link SET schedule_id = $2, time_zone = 'UTC', duration_min = 15, step_min = 15, min_notice_min = 0, window_days = 730 WHERE id = $1",
    [id, schedule.id],
  );
  return { id, token, host, room, schedule: schedule.id };
}

answerCalls(
  {
    ...largeCalls(app),
    open: async (input) => {
      running = await open(input);
      return { url: running.url, bootMs: running.bootMs };
    },
    usage,
    kept: keptMb,
    seed: async (input) => seed(portal(), z.number().parse(input)),
    wideLink,
    /** The same, whose meetings get a room at this provider, by the plugin of its name. @returns the link's token */
    videoLink: async (input) => {
      const provider = z.string().parse(input);
      await (app().pluginEnv('base') as Env<'base'>).platform.apply({ kind: 'install', plugins: [provider] }, { actor: 'benchmark' });
      const link = await wideLink();
      if (!link) throw new Error('there is no link');
      const room = await meetings().model('meeting.virtual_room').create({ name: 'Video', provider, licences: 50 });
      await app().runtime.database.query('UPDATE booking_link SET virtual_room_id = $2::uuid, approval = false WHERE id = $1::uuid', [link.id, room.id]);
      return link.token;
    },
    vacuum: async () => {
      await app().runtime.database.query('SET statement_timeout = 0');
      await app().runtime.database.query('VACUUM ANALYZE');
    },
    count: async (input) => (await app().runtime.database.query<{ n: number }>(`SELECT count(*)::integer AS n FROM ${z.string().parse(input)}`)).rows[0]?.n,
    /** The statements of one request, and its answer. */
    record: async (input) => {
      const { url, method, headers, body } = requestShape.parse(input);
      const { value, sent } = await recordStatements(async () => {
        const response = await fetch(url, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });
        return { status: response.status, body: Buffer.from(await response.arrayBuffer()), headers: Object.fromEntries(response.headers) };
      });
      return { ...value, sent: sent.filter((one) => !isControl(one)), transactions: sent.filter((one) => isControl(one)).length };
    },
    /** A draft of the first seeded host with so many guests. */
    draft: async (input) => {
      const { guests, at } = z.object({ guests: z.number(), at: z.number() }).parse(input);
      const [host] = await portal().model('base.person').find({}, { limit: 1 });
      if (!host) throw new Error('nobody is there');
      const start = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + (800 * 24 + at) * 3_600_000);
      const made = await meetings()
        .service('meetings')
        .draft({
          subject: 'Yearly review',
          description: null,
          host: host.id,
          rooms: [],
          virtualRoom: null,
          start,
          end: new Date(start.getTime() + 3_600_000),
          timeZone: host.timeZone,
          people: [],
          guests: Array.from({ length: guests }, (_, index) => ({
            name: `Guest ${index + 1}`,
            email: `guest-${at}-${index + 1}@example.org`,
            timeZone: ['Europe/Berlin', 'America/New_York', 'Asia/Singapore'][index % 3] ?? 'UTC',
            language: index % 2 === 0 ? 'en' : 'de',
          })),
        });
      return made;
    },
    confirm: async (input) =>
      meetings()
        .service('meetings')
        .confirm(z.object({ id: z.string(), version: z.number() }).parse(input)),
    /** The same, and how long whoever asked had to wait. */
    confirmTimed: async (input) => {
      const draft = z.object({ id: z.string(), version: z.number() }).parse(input);
      const begun = performance.now();
      await meetings().service('meetings').confirm(draft);
      return { ms: performance.now() - begun };
    },
    /** Until every mail is marked as sent. */
    allSent: async () => {
      const waiting = async (): Promise<number> =>
        (await app().runtime.database.query<{ n: number }>("SELECT count(*)::integer AS n FROM mail_message WHERE state = 'queued'")).rows[0]?.n ?? 0;
      while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    /** The newest mails once more, by the mail client's pool and nothing else. */
    barePool: async (input) => {
      const { url, count } = z.object({ url: z.string(), count: z.number() }).parse(input);
      const mail = app().pluginEnv('mail') as Env<'mail'>;
      const messages = await mail.model('mail.message').find({ ics: { ne: null } }, { order: ['-createdAt'], limit: count });
      const sender = { name: 'Bench', email: 'bench@example.org', replyTo: null, dkim: null };
      const letters = messages.map((message) => letterOf(message, sender));
      const transport = openTransport(smtpOptionsOf(url, { connections: 8, timeoutSeconds: 10 }));
      const begun = performance.now();
      await Promise.all(letters.map((letter) => transport.send(letter)));
      return { ms: performance.now() - begun };
    },
  },
  async () => running?.app.close(),
);
