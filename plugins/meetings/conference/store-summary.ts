import type { Env } from '#core';
import { settings } from '../settings.ts';
import type { SummaryAnswer } from './provider-contract.ts';

/** What is longer is cut: it is a summary. */
const LONGEST = 100_000;

type Written = Pick<Extract<SummaryAnswer, { state: 'ready' }>, 'version' | 'markdown' | 'writtenAt'>;

/** Keeps a summary beside the meeting's earlier ones; the same version twice is one. @returns whether it is new */
export async function storeSummary(env: Env<'meetings'>, event: string, { version, markdown, writtenAt }: Written): Promise<boolean> {
  const { summaries } = await env.settings(settings);
  if (summaries === 'off') return false;
  const rows = await env
    .model('meeting.summary')
    .create([{ event, version: version.slice(0, 200), markdown: markdown.slice(0, LONGEST), writtenAt, shared: summaries === 'attendees' }], {
      onConflict: { constraint: 'meeting_summary_event_id_version_key', do: 'nothing' },
    });
  return rows.length > 0;
}
