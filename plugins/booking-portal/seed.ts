import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Command, Env } from '#core';
import { linkUrl } from './views.tsx';

const usage = 'seed --meetings N [--json]';

/** A host's calendar holds this many at most before another host comes in. */
const MEETINGS_PER_HOST = 2_000;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Singapore',
  'Europe/London',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Australia/Sydney',
  'Africa/Nairobi',
];
const NAMES = ['Ada Berg', 'Ben Costa', 'Chloe Dunn', 'David Eze', 'Elif Faber', 'Finn Gruber', 'Grace Huang', 'Hugo Ivanov', 'Ines Jansen', 'Jon Keller'];

/** What was made, as `--json` prints it. */
export type Seeded = {
  meetings: number;
  seconds: number;
  hosts: { id: string; name: string; email: string; timeZone: string }[];
  rooms: { id: string; host: string }[];
  links: { id: string; host: string; room: string; token: string; url: string; timeZone: string }[];
};

/** Hosts, rooms, meetings behind and ahead, and an open link for every host. May be run again and adds more. */
export async function seed(env: Env<'booking-portal'>, meetings: number): Promise<Seeded> {
  const started = performance.now();
  const mark = env.random(4).replaceAll(/[^A-Za-z0-9]/g, '0');
  const count = Math.max(2, Math.ceil(meetings / MEETINGS_PER_HOST));
  const people = Array.from({ length: count }, (_, index) => ({
    name: NAMES[index % NAMES.length] ?? 'Host',
    email: `host-${mark}-${index + 1}@example.org`.toLowerCase(),
    timeZone: ZONES[index % ZONES.length] ?? 'UTC',
  }));
  const ids = await env.service('base').addPeople({ people });
  const hosts = people.map((person, index) => ({ id: ids[index] ?? '', ...person }));
  const rooms = await env.service('meetings').seed({ meetings, hosts: hosts.map((host, index) => ({ ...host, room: `Room ${mark}-${index + 1}` })) });
  const schedules = await env.model('calendar.schedule').create(
    hosts.map(({ timeZone }) => ({
      name: `Mon–Fri 09–17 ${mark}`,
      timeZone,
      weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '17:00'] as [string, string]] }],
    })),
  );
  const made = await env.model('booking.link').create(
    hosts.map((host, index) => ({
      name: 'Intro talk',
      host: host.id,
      room: rooms.get(host.id) ?? null,
      schedule: schedules[index]?.id ?? '',
      timeZone: host.timeZone,
    })),
  );
  const links: Seeded['links'] = [];
  for (const { id, host, room, timeZone } of made) {
    const url = await linkUrl(env, id);
    links.push({ id, host, room: room ?? '', token: url.slice(url.lastIndexOf('/') + 1), url, timeZone });
  }
  return {
    meetings,
    seconds: Math.round(performance.now() - started) / 1_000,
    hosts,
    rooms: hosts.map(({ id }) => ({ id: rooms.get(id) ?? '', host: id })),
    links,
  };
}

const wanted = z.coerce.number().int().min(1).max(10_000_000);

/** What was asked for, or undefined where it cannot be understood. */
function read(args: readonly string[]): { meetings: number; asJson: boolean } | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { meetings: { type: 'string' }, json: { type: 'boolean' } } });
    const meetings = wanted.safeParse(values.meetings);
    return meetings.success ? { meetings: meetings.data, asJson: values.json ?? false } : undefined;
  } catch {
    return undefined;
  }
}

export const seedCommand: Command = {
  name: 'seed',
  summary: 'Make up hosts, rooms, meetings and booking links for a trial',
  usage,
  async run(env: Env<'booking-portal'>, args, print) {
    const options = read(args);
    if (!options) {
      print(`Use: atrium ${usage} (N: 1 to 10,000,000)`);
      return 2;
    }
    const made = await seed(env, options.meetings);
    if (options.asJson) {
      print(JSON.stringify(made));
      return 0;
    }
    print(`${made.hosts.length} hosts, ${made.rooms.length} rooms and ${made.meetings} meetings made in ${made.seconds.toFixed(1)} s. Booking pages:`);
    for (const { url, timeZone } of made.links.slice(0, 10)) print(`  ${url}  ${timeZone}`);
    if (made.links.length > 10) print(`  … and ${made.links.length - 10} more: --json prints all`);
    return 0;
  },
};
