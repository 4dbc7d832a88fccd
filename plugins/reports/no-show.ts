import { type Env, fail, type View } from '#core';

/** A host says that nobody came, or takes it back; under the rules of who may change the meeting. */
async function mark(env: Env<'reports'>, id: string, nobody: boolean): Promise<{ message: string }> {
  const events = env.model('meeting.event');
  const { start } = await events.get(id);
  if (nobody && start > env.now()) throw fail('INPUT_INVALID', { detail: env.t('The meeting has not begun yet.') });
  await events.update(id, { noShowAt: nobody ? env.now() : null });
  return { message: nobody ? env.t('It counts as a meeting to which nobody came.') : env.t('It counts as held.') };
}

const refusal = 'Only the host, the creator or a meeting manager can change this meeting.';
const tookPlace = { state: { in: ['confirmed', 'done'] } };

/** What this plugin adds to the page of a meeting. */
export const meetingExtension: View = {
  kind: 'form-extension',
  model: 'meeting.event',
  sections: [{ title: 'Attendance', fields: ['noShowAt'], visible: { noShowAt: { ne: null } } }],
  actions: [
    {
      name: 'nobody-came',
      needs: 'update',
      refusal,
      label: 'Nobody came',
      icon: 'user-x',
      confirm: 'The meeting is counted as a no-show in the reports. You can take it back.',
      visible: { ...tookPlace, noShowAt: null },
      offered: async (env: Env<'reports'>, id) => (await env.model('meeting.event').get(id)).start <= env.now(),
      run: (env: Env<'reports'>, id) => mark(env, id, true),
    },
    {
      name: 'somebody-came',
      needs: 'update',
      refusal,
      label: 'Somebody came after all',
      icon: 'undo-2',
      visible: { noShowAt: { ne: null } },
      run: (env: Env<'reports'>, id) => mark(env, id, false),
    },
  ],
};
