import type { Env, PersonalData } from '#core';

/** Feedback by address; feeds and the digest leave with the person. */
export const personalData: PersonalData = {
  async export(env: Env<'ics-mailer'>, { id, email }) {
    const feedback = await env.model('ics.feedback').pick({ email: email.toLowerCase() }, ['name', 'email', 'stars', 'comment', 'createdAt']);
    const feeds = id === undefined ? [] : await env.model('ics.feed').pick({ owner: id }, ['name', 'source', 'busyOnly', 'readOn']);
    const digest = id === undefined ? [] : await env.model('ics.digest').pick({ person: id }, ['hour']);
    return { feedback, feeds, digest };
  },
  async erase(env: Env<'ics-mailer'>, { id, email }) {
    const feedback = await env.model('ics.feedback').delete({ email: email.toLowerCase() });
    if (id === undefined) return feedback;
    return feedback + (await env.model('ics.feed').delete({ owner: id })) + (await env.model('ics.digest').delete({ person: id }));
  },
};
