import type { z } from 'zod';
import { type ProviderContext, ProviderFailure, readAnswer, type SummaryAnswer } from '../meetings/contract.ts';
import { instanceAnswer, summaryAnswer } from './answers.ts';
import { call } from './call.ts';
import { meetingPath } from './find-meetings.ts';

/** An identifier of an instance in a path: encoded twice where it begins with a slash or holds two, else once. */
export const instancePath = (uuid: string): string => {
  const once = encodeURIComponent(uuid);
  return `/meetings/${/^\/|\/\//.test(uuid) ? encodeURIComponent(once) : once}/meeting_summary`;
};

/** The parts that older accounts send, put together. */
const written = ({ summary_content, summary_overview, summary_details, next_steps }: z.output<typeof summaryAnswer>): string =>
  summary_content !== ''
    ? summary_content
    : [
        summary_overview,
        ...summary_details.map(({ label, summary }) => `## ${label}\n\n${summary}`),
        ...(next_steps.length > 0 ? [next_steps.map((step) => `- ${step}`).join('\n')] : []),
      ]
        .filter((part) => part !== '')
        .join('\n\n');

/** A summary as meetings keep it. `uuid`: of the instance. @returns undefined where nothing is written */
export function readSummary(
  uuid: string,
  answer: z.output<typeof summaryAnswer>,
  now: Date,
): { version: string; markdown: string; writtenAt: Date } | undefined {
  const markdown = written(answer);
  if (markdown.trim() === '') return undefined;
  const changed = answer.summary_last_modified_time ?? answer.summary_created_time ?? '';
  const at = new Date(changed);
  return { version: `${uuid} ${changed}`.trim(), markdown, writtenAt: Number.isNaN(at.getTime()) ? now : at };
}

/** Of the newest instance: a meeting that was begun twice has two. */
export async function summary(context: ProviderContext, externalId: string): Promise<SummaryAnswer> {
  const doing = 'summary';
  try {
    const { uuid } = readAnswer(
      doing,
      instanceAnswer,
      await call(context, { doing, method: 'GET', path: `/past_meetings/${meetingPath(doing, externalId).split('/').at(-1)}` }),
    );
    const answer = readAnswer(doing, summaryAnswer, await call(context, { doing, method: 'GET', path: instancePath(uuid) }));
    const found = readSummary(uuid, answer, context.env.now());
    return found ? { state: 'ready', ...found } : { state: 'not-ready' };
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    if (error.kind === 'gone') return { state: 'not-ready' };
    // a feature or scope that is missing is no reason to stop making meetings; a token that is refused twice is
    const credentials = error.message.startsWith('token:') || error.cause instanceof ProviderFailure;
    if (error.kind === 'auth.permanent' && !credentials) return { state: 'not-enabled' };
    throw error;
  }
}
