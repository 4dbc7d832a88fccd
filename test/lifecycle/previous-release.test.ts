import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { f, type Manifest } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import portal from '../../plugins/booking-portal/plugin.ts';
import meetings from '../../plugins/meetings/plugin.ts';
import { ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { monday, noLimits, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const folders: string[] = [];

/** The next minor version of a plugin: the same code and files, a further migration, and a further field of each model named. */
function nextVersion(plugin: Manifest, fields: Readonly<Record<string, string>>, migration: string): Manifest {
  const here = path.dirname(fileURLToPath(plugin.url));
  const folder = mkdtempSync(path.join(tmpdir(), `atrium-next-${plugin.name}-`));
  folders.push(folder);
  for (const name of readdirSync(here)) if (name !== 'migrations') symlinkSync(path.join(here, name), path.join(folder, name));
  mkdirSync(path.join(folder, 'migrations'));
  cpSync(path.join(here, 'migrations'), path.join(folder, 'migrations'), { recursive: true });
  writeFileSync(path.join(folder, 'migrations', '9000-later.sql'), migration);
  const [major = 1, minor = 0] = plugin.version.split('.').map(Number);
  const models = Object.fromEntries(
    Object.entries(plugin.schema?.models ?? {}).map(([name, model]) => {
      const field = fields[name];
      return [name, field === undefined ? model : { ...model, fields: { ...model.fields, [field]: f.text({ required: true, default: 'unsaid' }) } }];
    }),
  );
  return {
    ...plugin,
    version: `${major}.${minor + 1}.0`,
    url: pathToFileURL(path.join(folder, 'plugin.ts')).href,
    ...(plugin.schema ? { schema: { ...plugin.schema, models } } : {}),
  };
}

const config = { keys: [randomBytes(32)] };
let workspace: Workspace;
let newer: TestApp;
let page: string;
let cookie: string;
/** What the release before answered while the newer one migrated. */
const meanwhile: string[] = [];
let hour = 0;

/** The next free hour of a week: nine to five in Berlin. */
const nextStart = (): string => new Date(Date.UTC(2027, 2, 2 + Math.floor(hour / 8), 8 + (hour++ % 8))).toISOString();
const book = (url: string) => postJson(url + page, { start: nextStart(), name: 'Gus Guest', email: `gus${hour}@example.org`, tz: 'Asia/Tokyo' });

beforeAll(async () => {
  workspace = await openWorkspace({ config });
  page = (await workspace.makeLink({ room: workspace.room, virtualRoom: workspace.virtualRoom })).path;
  ({ cookie } = await workspace.signIn('Ada Admin', 'ada@example.org', 'base.admin'));
  const plugins = [
    nextVersion(
      meetings,
      { 'meeting.event': 'mood' },
      `ALTER TABLE meeting_event ADD COLUMN mood text NOT NULL DEFAULT 'unsaid';
       CREATE INDEX meeting_event_mood_idx ON meeting_event (org_id, mood);
       CREATE TABLE meeting_mood (id integer PRIMARY KEY, event_id uuid)`,
    ),
    nextVersion(portal, { 'booking.booking': 'channel' }, "ALTER TABLE booking_booking ADD COLUMN channel text NOT NULL DEFAULT 'unsaid'"),
  ];
  // what a newer core would have brought
  await workspace.rows("INSERT INTO core_migration (owner, id, checksum) VALUES ('core', '9000-later', 'of a file that is not here')");
  await workspace.rows('ALTER TABLE core_job ADD COLUMN later text');
  let migrating = true;
  const guests = (async () => {
    while (migrating && hour < 16) {
      const booked = await book(workspace.app.url);
      const slots = await ask(`${workspace.app.url}${page}/slots`);
      meanwhile.push(`${booked.status} ${slots.status}`);
    }
  })();
  newer = await bootTestApp({ databaseUrl: workspace.app.databaseUrl, clock: monday, environment: noLimits, config, plugins });
  migrating = false;
  await guests;
}, 120_000);
afterAll(async () => {
  await newer?.close();
  await workspace?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Everything that guests and hosts do most. */
async function expectWork(url: string): Promise<void> {
  const booked = await book(url);
  expect(booked.status, booked.text).toBe(201);
  const manage = url + new URL(String(booked.json.manage)).pathname;
  expect((await getPage(manage)).status).toBe(200);
  expect((await postJson(`${manage}/reschedule`, { start: nextStart() })).status).toBe(200);
  expect((await postJson(`${manage}/cancel`, {})).status).toBe(200);
  for (const address of [page, '/app/calendar', '/app/meeting.event', '/app/rooms/timeline', '/app/settings']) {
    const { status, text } = await getPage(url + address, { cookie });
    expect(status, `${address} ${text.slice(0, 300)}`).toBe(200);
  }
  const [start, end] = [nextStart().slice(0, 16), nextStart().slice(0, 16)];
  const plan = { subject: 'Plan', host: workspace.host, rooms: workspace.otherRoom, timeZone: 'UTC', start, end };
  const planned = await postForm(`${url}/app/meetings/new`, plan, { cookie });
  expect(planned.status, planned.text).toBe(303);
}

describe('a release on the database of the next one', () => {
  it('books while the next one migrates, and nobody is refused', () => {
    expect(meanwhile.length).toBeGreaterThan(0);
    expect([...new Set(meanwhile)]).toEqual(['201 200']);
  });

  it('serves on beside it', async () => {
    await expectWork(workspace.app.url);
    await expectWork(newer.url);
    await workspace.app.runJobs();
    expect(await workspace.rows('SELECT DISTINCT e.mood, b.channel FROM meeting_event e JOIN booking_booking b ON b.meeting_id = e.id')).toEqual([
      { mood: 'unsaid', channel: 'unsaid' },
    ]);
    expect(await workspace.rows("SELECT FROM core_job WHERE state = 'dead'")).toEqual([]);
  });

  it('starts anew on it, as when the newer one is taken back, and takes nothing back itself', async () => {
    const again = await bootTestApp({ databaseUrl: workspace.app.databaseUrl, clock: monday, environment: noLimits, config });
    try {
      expect(again.app.broken).toEqual([]);
      await expectWork(again.url);
      const versions = await workspace.rows<{ version: string }>("SELECT version FROM core_plugin WHERE name IN ('meetings', 'booking-portal') ORDER BY name");
      expect(versions.map(({ version }) => version)).not.toContain(meetings.version);
      expect((await workspace.rows("SELECT FROM core_migration WHERE id = '9000-later'")).length).toBe(3);
    } finally {
      await again.close();
    }
  });
});
