import type { Env, PersonalData } from '#core';

/** Mails by address: what was written to a person. Erasing keeps that something was sent, and to no one. */
export const personalData: PersonalData = {
  async export(env: Env<'mail'>, { email }) {
    const mails = await env
      .model('mail.message')
      .pick({ toEmail: email.toLowerCase() }, ['kind', 'toName', 'toEmail', 'subject', 'text', 'state', 'createdAt', 'sentAt']);
    const suppressed = await env.model('mail.suppression').pick({ email: email.toLowerCase() }, ['email', 'reason', 'createdAt']);
    const received = await env.model('mail.received').pick({ fromEmail: email.toLowerCase() }, ['fromEmail', 'subject', 'outcome', 'reason', 'createdAt']);
    return { mails, suppressed, received };
  },
  async erase(env: Env<'mail'>, { email }) {
    const address = email.toLowerCase();
    const gone = await env.model('mail.message').delete({ toEmail: address });
    const suppressed = await env.model('mail.suppression').delete({ email: address });
    const captured = await env.model('mail.captured').delete({ toEmail: address });
    const received = await env.model('mail.received').delete({ fromEmail: address });
    return gone + suppressed + captured + received;
  },
};
