import { raw } from 'hono/html';
import type { Env } from '#core';
import { Icon, Instant } from '../../web/contract.ts';
import { keeps } from './keeper.ts';
import { renderSummary } from './render-summary.ts';

type MeetingsEnv = Env<'meetings'>;

/** What the service has written, newest first; earlier versions are folded away. For whom the rules say. */
export async function summaryPanel(env: MeetingsEnv, { id }: { id: string }) {
  const summaries = await env.model('meeting.summary').find({ event: id }, { order: ['-writtenAt'], limit: 20 });
  const [event] = await env.model('meeting.event').pick({ id }, ['host', 'creator', 'end', 'state']);
  const [conference] = await env.model('meeting.conference').pick({ event: id }, ['provider', 'externalId']);
  const mine = event !== undefined && (keeps(env) || (env.principal.kind === 'user' && [event.host, event.creator].includes(env.principal.person)));
  const writes = typeof conference?.externalId === 'string' && env.implementations('meeting.provider').get(conference.provider)?.summary !== undefined;
  const asked = mine && writes && event.end < env.now() && event.state !== 'cancelled';
  if (summaries.length === 0 && !asked) return null;
  const texts = await Promise.all(summaries.map(({ markdown }) => renderSummary(markdown)));
  return (
    <section class="section card">
      <h2>{env.t('Summary')}</h2>
      {summaries.map(({ id: summary, writtenAt, shared }, index) => (
        <details open={index === 0}>
          <summary>
            {env.t('Written by the video service')}, <Instant env={env} at={writtenAt} />
          </summary>
          <div class="prose">{raw(texts[index] ?? '')}</div>
          {mine ? (
            <div class="row">
              <form method="post" action={`/app/summaries/${summary}/share`}>
                <button type="submit">
                  <Icon name="users" /> <span>{shared ? env.t('For hosts only') : env.t('Open to attendees')}</span>
                </button>
              </form>
              <form method="post" action={`/app/summaries/${summary}/delete`} data-confirm={env.t('Delete this summary?')}>
                <button type="submit" class="danger">
                  <Icon name="trash-2" /> <span>{env.t('Delete')}</span>
                </button>
              </form>
            </div>
          ) : null}
        </details>
      ))}
      {asked ? (
        <form method="post" action={`/app/meetings/${id}/summary`}>
          <button type="submit">
            <Icon name="refresh-cw" /> <span>{env.t('Ask for the summary')}</span>
          </button>
        </form>
      ) : null}
    </section>
  );
}
