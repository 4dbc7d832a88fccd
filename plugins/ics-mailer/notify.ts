import { type Env, fail } from '#core';
import type { OutgoingMail } from '../mail/contract.ts';
import { bodyRenderer } from './body-renderer.ts';
import type { IcsMailerService } from './contract.ts';
import { readWords } from './templates/words.ts';

/** See `IcsMailerService.notify`. Five statements however many people. */
export async function notify(env: Env<'ics-mailer'>, { meeting: id, kind, to, request }: Parameters<IcsMailerService['notify']>[0]): Promise<number> {
  if (env.caller.kind === 'user') throw fail('ACCESS_DENIED');
  const [meeting] = await env.service('meetings').details({ ids: [id] });
  if (!meeting || to.length === 0) return 0;
  const workspace = await env.service('base').workspace({});
  const words = await readWords(env);
  const render = bodyRenderer(env);
  const mails = to.map(({ id: receiver, name, email, timeZone, language, links = {} }): OutgoingMail => {
    const reader = env.withPreferences({ language, timeZone });
    return {
      kind: `ics-mailer.${kind}`,
      to: { name, email },
      ...render(reader, { kind, meeting, workspace, words: words(reader, kind), links, name }),
      replyTo: meeting.host.email,
      source: { model: 'meeting.event', record: id },
      dedupeKey: `${kind}:${request}:${receiver}`.slice(0, 300),
    };
  });
  return (await env.service('mail').send({ mails })).length;
}
