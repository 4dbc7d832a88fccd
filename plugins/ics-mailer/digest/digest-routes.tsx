import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { AdminPage, Checkbox, Form, FormActions, PortalPage, Select, saying, ticked } from '../../web/contract.ts';
import { personOfDigest } from './digest-link.ts';

type IcsEnv = Env<'ics-mailer'>;

const path = '/app/me/digest';
const params = z.object({ token: z.string().max(200) });
const personOf = (env: IcsEnv): string => {
  if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.principal.person;
};

async function end(env: IcsEnv, token: string): Promise<boolean> {
  const person = personOfDigest(env, token);
  if (person === undefined) return false;
  await env.asPlugin().model('ics.digest').delete({ person });
  return true;
}

/** The daily digest: everybody turns it on and off for themselves, and off from the mail without signing in. */
export const digestRoutes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'My daily digest',
    async handler(env: IcsEnv) {
      const [digest] = await env.model('ics.digest').find({ person: personOf(env) });
      return html(
        <AdminPage env={env} title={env.t('Daily digest')} subtitle={env.t('The meetings of your day in one mail, on days that have any.')}>
          <Form action={path}>
            <Checkbox label={env.t('Send me the meetings of my day')} name="on" checked={digest !== undefined} />
            <Select
              label={env.t('Time of day')}
              name="hour"
              value={String(digest?.hour ?? 7)}
              help={env.t('On your own clock.')}
              choices={Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }))}
            />
            <FormActions env={env} label={env.t('Save')} back="/app/me" />
          </Form>
        </AdminPage>,
      );
    },
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Turns my daily digest on or off',
    body: z.object({ on: ticked, hour: z.coerce.number().int().min(0).max(23).default(7) }),
    async handler(env: IcsEnv, { body }) {
      const person = personOf(env);
      const digests = env.asPlugin().model('ics.digest');
      await env.asPlugin().tx(async () => {
        const [known] = await digests.lock({ person });
        if (!body.on) await digests.delete({ person });
        else if (known) await digests.update(known.id, { hour: body.hour });
        else await digests.create({ person, hour: body.hour });
      });
      return redirect(await saying(env, path, !body.on ? env.t('You get no daily digest.') : env.t('You get the meetings of your day by mail.')));
    },
  }),
  route({
    method: 'GET',
    path: '/digest/:token',
    auth: 'public',
    summary: 'Asks before a daily digest is ended',
    params,
    async handler(env: IcsEnv, { params: { token } }) {
      const known = personOfDigest(env, token) !== undefined;
      return html(
        <PortalPage env={env} title={env.t('Daily digest')} narrow>
          {known ? (
            <form method="post" action={`/digest/${token}`} class="form">
              <p>{env.t('Do you want to end the daily mail with your meetings?')}</p>
              <button type="submit" class="button primary">
                {env.t('End it')}
              </button>
            </form>
          ) : (
            <p>{env.t('This link leads nowhere. You can end the mail in your preferences.')}</p>
          )}
        </PortalPage>,
        { status: known ? 200 : 404 },
      );
    },
  }),
  /** Mail programs press it themselves, from their own servers and without our page (RFC 8058); people read the answer. */
  route({
    method: 'POST',
    path: '/digest/:token',
    auth: 'webhook',
    summary: 'Ends a daily digest with one press',
    params,
    limits: [{ name: 'ics-mailer.digest', per: 'address', max: 60, window: 600 }],
    async handler(env: IcsEnv, { params: { token } }) {
      if (!(await end(env, token))) throw fail('NOT_FOUND');
      return html(
        <PortalPage env={env} title={env.t('Daily digest')} narrow>
          <p>{env.t('You get no daily digest any more.')}</p>
        </PortalPage>,
      );
    },
  }),
];
