import { setTimeout as pause } from 'node:timers/promises';
import { definePlugin, defineSchema, type Manifest } from '#core';
import { type Conference, type ConferenceRequest, type MeetingProvider, ProviderFailure } from '../../contract.ts';

type Room = { key: string; host: string; title: string; start: Date; ready: boolean };
export type Trouble = 'down' | 'lost' | 'broken' | 'busy' | 'slow' | 'none';

export type ShakyVideo = {
  plugin: Manifest;
  rooms: Map<string, Room>;
  /** How the next calls go; when it is empty, well. */
  troubles: Trouble[];
  /** Calls at this moment, by host, and the most that there ever were. */
  most: Map<string, number>;
  /** Calls by name so far. */
  calls: Record<string, number>;
};

/** A provider in memory that keeps its rooms, tells them by key, needs a second look, and goes wrong on command: before the work, after it, with an error of its own, slowly. */
export function shakyVideo(key: string, changed: Partial<MeetingProvider> = {}): ShakyVideo {
  const rooms = new Map<string, Room>();
  const troubles: Trouble[] = [];
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  const calls: Record<string, number> = {};
  let count = 0;

  const conference = (id: string): Conference => ({
    externalId: id,
    joinUrl: rooms.get(id)?.ready ? `https://video.example/${id}` : '',
    state: rooms.get(id)?.ready ? 'ready' : 'pending',
  });

  /** One call: counted, and disturbed as told. */
  async function call<T>(name: string, host: string, work: () => T): Promise<T> {
    calls[name] = (calls[name] ?? 0) + 1;
    running.set(host, (running.get(host) ?? 0) + 1);
    most.set(host, Math.max(most.get(host) ?? 0, running.get(host) ?? 0));
    try {
      const trouble = troubles.shift() ?? 'none';
      if (trouble === 'slow') await pause(5);
      if (trouble === 'down') throw new ProviderFailure('transient', 'canary-vendor-text');
      if (trouble === 'busy') throw new ProviderFailure('quota.short', 'canary-vendor-text');
      await pause(0);
      const done = work();
      if (trouble === 'lost') throw new ProviderFailure('unknown-outcome', 'canary-vendor-text');
      if (trouble === 'broken') throw new Error('canary-secret of a provider that is badly made');
      return done;
    } finally {
      running.set(host, (running.get(host) ?? 1) - 1);
    }
  }
  const room = (id: string): Room => {
    const found = rooms.get(id);
    if (!found) throw new ProviderFailure('gone', 'canary-vendor-text');
    return found;
  };
  const of = ({ host }: ConferenceRequest): string => host?.email ?? '';

  const provider: MeetingProvider = {
    title: 'Shaky video',
    capabilities: {
      needsCredentials: false,
      create: 'async',
      updateInPlace: true,
      cancel: 'delete',
      idempotentCreate: 'none',
      lookupByKey: true,
      summary: false,
      webhooks: false,
      perHostIdentity: true,
      limits: { titleLength: 100, descriptionLength: 100, durationMin: 1440 },
    },
    testConnection: async () => [{ name: 'service', ok: true, message: 'It answers.' }],
    create: (_, request) =>
      call('create', of(request), () => {
        count += 1;
        rooms.set(`${key}-${count}`, { key: request.operationKey, host: of(request), title: request.subject, start: request.start, ready: count % 2 === 0 });
        return conference(`${key}-${count}`);
      }),
    poll: (_, id, request) =>
      call('poll', of(request), () => {
        room(id).ready = true;
        return conference(id);
      }),
    findByKey: (_, request) =>
      call('find', of(request), () => {
        const found = [...rooms].find(([, one]) => one.key === request.operationKey);
        return found && conference(found[0]);
      }),
    update: (_, id, request) =>
      call('update', of(request), () => {
        Object.assign(room(id), { title: request.subject, start: request.start });
        return conference(id);
      }),
    cancel: (_, id, request) => call('cancel', of(request), () => void rooms.delete(id)),
    look: (_, id, request) => call('look', of(request), () => (rooms.has(id) ? conference(id) : undefined)),
    list: (_, { host }) =>
      call('list', host?.email ?? '', () =>
        [...rooms].filter(([, one]) => one.host === host?.email).map(([externalId, one]) => ({ externalId, operationKey: one.key, start: one.start })),
      ),
    ...changed,
  };
  const plugin = definePlugin({
    name: key,
    version: '1.0.0',
    title: 'Shaky video',
    summary: 'For tests',
    category: 'Conferencing',
    icon: 'video',
    core: '^1.0.0',
    url: import.meta.url,
    depends: ['meetings'],
    schema: defineSchema({ plugin: key, depends: ['meetings'], models: {} }),
    provides: [{ contract: 'meeting.provider', key, implementation: provider }],
  });
  return { plugin, rooms, troubles, most, calls };
}
