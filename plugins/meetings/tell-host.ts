import { civilDateOf, type Env, formatRange } from '#core';
import { forReader } from '../base/contract.ts';

/** The host's activity about who does not come: made anew with every answer, gone when nobody declines any more. */
export async function tellHost(env: Env<'meetings'>, { meeting: id }: { meeting: string }): Promise<void> {
  const [meeting] = await env.model('meeting.event').find({ id });
  if (!meeting) return;
  const declined =
    meeting.state === 'confirmed' && meeting.end > env.now()
      ? await env
          .model('meeting.attendee')
          .pick({ event: id, partstat: 'DECLINED', role: { ne: 'host' } }, ['name', 'answerNote'], { order: ['createdAt'], limit: 20 })
      : [];
  const [host] = await env.service('base').people({ ids: [meeting.host] });
  const own = host ? forReader(env, host) : env;
  await env.service('activities').replace({
    model: 'meeting.event',
    record: id,
    kinds: ['declined'],
    activities:
      host && declined.length > 0
        ? [
            {
              person: host.id,
              kind: 'declined',
              summary: own.t('Declined: {subject}', { subject: meeting.subject }).slice(0, 300),
              note: [
                formatRange(meeting.start, meeting.end, host.timeZone, own.preferences),
                ...declined.map(({ name, answerNote }) => (answerNote ? `${name}: ${answerNote}` : name)),
              ].join('\n'),
              due: civilDateOf(env.now(), host.timeZone),
              link: `/app/meeting.event/${id}`,
            },
          ]
        : [],
  });
}
