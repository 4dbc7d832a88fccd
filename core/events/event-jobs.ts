import type { Generation } from '../plugin/generation.ts';
import type { EventType, Subscription } from './event.ts';

const PREFIX = 'event:';

/** One job per subscriber, so that one that fails holds nobody up. */
export function eventJobs<T>(generation: Generation, event: EventType<T>, payload: T): { plugin: string; name: string; payload: unknown }[] {
  const checked = event.payload.parse(payload);
  const plugins = new Set((generation.subscriptions.get(event.name) ?? []).map(({ plugin }) => plugin));
  return [...plugins].map((plugin) => ({ plugin, name: `${PREFIX}${plugin}:${event.name}`, payload: checked }));
}

/** The subscriptions behind a job's name; a plugin may subscribe to an event several times. */
export function subscriptionsOf(generation: Generation, jobName: string): Subscription[] | undefined {
  if (!jobName.startsWith(PREFIX)) return undefined;
  const [plugin = '', ...rest] = jobName.slice(PREFIX.length).split(':');
  const found = (generation.subscriptions.get(rest.join(':')) ?? []).filter((one) => one.plugin === plugin);
  return found.length > 0 ? found.map(({ subscription }) => subscription) : undefined;
}
