import { AtriumError, type Env, fail } from '#core';
import { asRemoved, meetingChanged } from './events.ts';
import type { Held } from './held.ts';
import { refreshActivities } from './refresh-activities.ts';
import { standingClaims } from './standing-claims.ts';
import { storedClaims } from './stored-claims.ts';
import { takeClaims } from './take-claims.ts';

const coming = (env: Env<'meetings'>) => ({ state: { in: ['draft', 'confirmed'] }, end: { gt: env.now() } }) as const;

/** Somebody else is invited in place of a person; whoever takes part already is not invited twice. @throws MEETING_CLASH */
function takePlace(env: Env<'meetings'>, id: string, from: string, to: string): Promise<void> {
  return env.tx(async () => {
    const [meeting] = await env.model('meeting.event').lock({ id, ...coming(env) });
    const attendees = env.model('meeting.attendee');
    const [former] = await attendees.find({ event: id, person: from, role: { ne: 'host' } });
    const [next] = await env.service('base').people({ ids: [to] });
    if (!meeting || !former || !next) return;
    await attendees.delete(former.id);
    const { name, email, timeZone, language } = next;
    if ((await attendees.count({ event: id, email })) === 0)
      await attendees.create({ event: id, person: to, name, email, timeZone, language, role: former.role });
    if (meeting.state === 'confirmed' || meeting.origin === 'portal') {
      await takeClaims(env, id, await storedClaims(env, meeting, await standingClaims(env, id)));
      await refreshActivities(env, id);
    }
    if (meeting.state !== 'confirmed') return;
    await env.emit(meetingChanged, { meeting: id, significant: false, removed: [asRemoved(former)] });
  });
}

/** Meetings to come of others, to which somebody is invited. */
export const heldInvitations: Held = {
  title: 'Invitations to meetings of others',
  quiet: 'The new person is invited instead, and everybody is told. Leave it out where nobody needs to stand in.',
  list: async (env: Env<'meetings'>, person) =>
    (
      await env
        .model('meeting.event')
        .pick({ ...coming(env), host: { ne: person }, attendees: { some: { person } } }, ['subject', 'start'], { order: ['start'], limit: 1_000 })
    ).map(({ id, subject, start }) => ({ id, label: subject, href: `/app/meeting.event/${id}`, start })),
  async handOver(env: Env<'meetings'>, from, to) {
    const held = await env.model('meeting.event').pick({ ...coming(env), host: { ne: from }, attendees: { some: { person: from } } }, ['subject']);
    const refused: string[] = [];
    for (const { id, subject } of held) {
      try {
        await takePlace(env, id, from, to);
      } catch (error) {
        if (!(error instanceof AtriumError) || error.status >= 500) throw error;
        refused.push(`${subject}: ${env.t(error.message as 'Choose a host who is active.')}`);
      }
    }
    return { done: held.length - refused.length, refused };
  },
};

/** Whoever is deleted stays in what has been by name alone; a meeting to come would invite somebody who is not here any more. @throws RECORD_IN_USE */
export async function guardInvited(env: Env<'meetings'>, emails: readonly string[]): Promise<void> {
  const count = await env.model('meeting.event').count({ ...coming(env), attendees: { some: { email: { in: [...emails] }, person: null } } });
  if (count > 0)
    throw fail('RECORD_IN_USE', {
      detail: env.t('{count} meetings to come have invited this person. Take the person off them first, or invite somebody else instead.', { count }),
      extra: { page: '/app/people/:id/hand-over' },
    });
}
