import { expect } from 'vitest';
import type { Env } from '#core';
import type { TestApp } from '#core/testing';
import { failureWords } from '../conference/call-words.ts';
import { callsPanel } from '../conference/calls-panel.tsx';
import { joinRoutes } from '../conference/join-routes.tsx';
import type { ProviderFailureClass } from '../contract.ts';
import { meetingHead } from '../meeting-head.tsx';
import { meetingPanels } from '../panels.tsx';

/** What nobody may see of a failure who does not keep meetings: its class, its status, whatever the service has said. */
const TECHNICAL = new RegExp(['canary', 'answered with', ...Object.values(failureWords)].join('|'));

/** HTML of a node that may hold promises. */
const written = async (node: unknown): Promise<string> => String(await Object(await node).toString());

type Line = { event: string; level: string; text: string; operation?: string; class?: string; reason?: string };

/** Lines of the log since the last call, and all that were ever written. */
export function matrixLog(): { write(line: string): void; take(): Line[]; all(): string } {
  let fresh: string[] = [];
  const all: string[] = [];
  return {
    write: (line) => {
      fresh.push(line);
      all.push(line);
    },
    take: () => {
      const lines = fresh;
      fresh = [];
      return lines.map((text) => {
        const read = JSON.parse(text) as Record<string, string>;
        return { ...read, event: read.msg ?? '', level: read.level ?? '', text };
      });
    },
    all: () => all.join('\n'),
  };
}

export type Sight = {
  /** For messages: which step and failure. */
  name: string;
  meeting: string;
  kind: ProviderFailureClass | undefined;
  /** What the record says to people; null: nothing. */
  sentence: string | null;
  parked: boolean;
  retryAt: Date | null;
  state: string;
};

/** What stands on a meeting's page and behind its join address, for its host and for whoever keeps meetings. */
export async function expectViews(app: TestApp, host: string, { name, meeting, kind, sentence, parked, retryAt, state }: Sight): Promise<void> {
  const as = (...groups: string[]): Env<'meetings'> =>
    app.envAs('meetings', { kind: 'user', org: 1, account: host, person: host, session: '', groups: new Set(['user', 'base.user', ...groups]) });
  const own = as();
  const record = { id: meeting };
  const page = (await written(meetingHead(own, record))) + (await written(meetingPanels(own, record)));
  expect([name, TECHNICAL.exec(page)?.[0]]).toEqual([name, undefined]);
  expect([name, await callsPanel(own, { id: meeting })]).toEqual([name, null]);
  const standing = state === 'ready';
  if (state !== 'cancelled') expect([name, page.includes(`/m/${meeting}/join`)]).toEqual([name, standing]);
  const [join] = joinRoutes;
  const answer = await join?.handler(own, { params: { token: meeting } } as never);
  const said = answer?.body.kind === 'html' ? await written(answer.body.node) : '';
  expect([name, answer?.status]).toEqual([name, standing ? 302 : 200]);
  const words = { failed: 'has not made a link', cancelling: 'does not take place', cancelled: 'does not take place' }[state] ?? 'The link is being made.';
  if (!standing) expect([name, said]).toEqual([name, expect.stringContaining(words)]);
  expect([name, TECHNICAL.exec(said)?.[0]]).toEqual([name, undefined]);

  const keeper = await written(callsPanel(as('meetings.manager'), { id: meeting }));
  expect(keeper).not.toMatch(/canary|answered with/);
  if (kind !== undefined) expect([name, keeper]).toEqual([name, expect.stringContaining(failureWords[kind] ?? kind)]);
  if (sentence !== null) expect([name, keeper]).toEqual([name, expect.stringContaining(sentence)]);
  if (sentence === null) return;
  expect([name, keeper.includes('Try again now')]).toEqual([name, state !== 'cancelled']);
  expect([name, keeper.includes('It waits until the account is in order.')]).toEqual([name, parked]);
  expect([name, keeper.includes('Next try:')]).toEqual([name, retryAt !== null && !parked]);
}

/** The log names operation and class, and nothing of the service; an account that is parked is an error. */
export function expectLog(name: string, lines: readonly Line[], operation: string, kind: ProviderFailureClass | undefined, parked: boolean): void {
  const refused = lines.filter(({ event }) => event === 'provider refused');
  if (kind !== undefined) expect([name, refused]).toEqual([name, [expect.objectContaining({ operation, class: kind, level: 'warn' })]]);
  for (const { reason } of refused) expect([name, reason]).toEqual([name, expect.stringMatching(/^[a-z ]+: [a-zA-Z0-9 ,.()_'-]+$/)]);
  expect([name, lines.filter(({ event, level }) => level === 'error' && event.includes('parked')).length]).toEqual([name, parked ? 1 : 0]);
}
