import type { Env, Manifest } from '#core';

/** What a person wrote is exported, and taken back when the person is erased; files stay with their records, without a name. */
export const personalData: NonNullable<Manifest['personalData']> = {
  async export(env: Env<'thread'>, { id }) {
    if (id === undefined) return {};
    const messages = await env.model('thread.message').find({ author: id }, { order: ['id'] });
    return { messages, earlierTexts: await env.model('thread.edit').find({ message: { in: messages.map((message) => message.id) } }) };
  },
  async erase(env: Env<'thread'>, { id }) {
    if (id === undefined) return 0;
    const removed = await env.model('thread.message').update({ author: id }, { body: null, mentions: [], author: null, removedAt: env.now() });
    await env.model('thread.edit').delete({ message: { in: removed.map((message) => message.id) } });
    await env.model('thread.file').update({ person: id }, { person: null });
    return removed.length + (await env.model('thread.follower').delete({ person: id }));
  },
};
