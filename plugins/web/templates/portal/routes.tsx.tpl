import { z } from 'zod';
import { type Env, fail, html, longText, redirect, route, type Row, textInput } from '#core';
import { Form, PortalPage, saying, TextArea, TextField } from '../web/contract.ts';
import { TOKEN } from './page-address.ts';

type PortalEnv = Env<'{{name}}'>;
type Issues = readonly { path: string; message: string }[];

const portal = { kind: TOKEN, param: 'token' };
const params = z.object({ token: z.string().max(200) });
const body = z.object({ sender: textInput({ max: 120 }), message: longText({ max: 2000 }) });

function VisitorPage({ env, page, token, typed, problem, issues }: {
  env: PortalEnv;
  page: Pick<Row<'{{name}}', '{{area}}.page'>, 'name' | 'text'>;
  token: string;
  typed: Record<string, unknown>;
  problem?: string;
  issues: Issues;
}) {
  const value = (name: string): string => (typeof typed[name] === 'string' ? typed[name] : '');
  const error = (name: string): string | undefined => issues.find(({ path }) => path === name)?.message;
  return (
    <PortalPage env={env} title={page.name} narrow>
      {page.text ? <p>{page.text}</p> : null}
      <Form action={`/{{name}}/${token}`} problem={problem}>
        <TextField label={env.t('Your name')} name="sender" value={value('sender')} error={error('sender')} required autocomplete="name" maxlength={120} />
        <TextArea label={env.t('Your message')} name="message" value={value('message')} error={error('message')} required />
        <button type="submit" class="button primary">
          {env.t('Send')}
        </button>
      </Form>
    </PortalPage>
  );
}

/** The page of the token. @throws NOT_FOUND, the same for no such token, a revoked one and a page that is switched off */
async function pageOf(env: PortalEnv): Promise<Row<'{{name}}', '{{area}}.page'>> {
  if (env.principal.kind !== 'portal') throw fail('NOT_FOUND');
  return env.model('{{area}}.page').get(env.principal.record);
}

export const routes = [
  route({
    method: 'GET',
    path: '/{{name}}/:token',
    auth: 'portal',
    portal,
    summary: 'A public page',
    params,
    async handler(env: PortalEnv, { params: { token } }) {
      return html(<VisitorPage env={env} page={await pageOf(env)} token={token} typed={{}} issues={[]} />);
    },
  }),
  route({
    method: 'POST',
    path: '/{{name}}/:token',
    auth: 'portal',
    portal,
    summary: 'Leaves a message',
    params,
    body,
    limits: [{ name: '{{name}}.message', per: 'address', max: 10, window: 3600 }],
    idempotent: true,
    async handler(env: PortalEnv, { params: { token }, body: { sender, message } }) {
      const { id } = await pageOf(env);
      await env.asPlugin().model('{{area}}.message').create({ page: id, sender, message });
      return redirect(await saying(env, `/{{name}}/${token}`, env.t('Thank you. Your message has arrived.')));
    },
    async onError(env: PortalEnv, { params: { token = '' }, raw }, error) {
      return html(
        <VisitorPage env={env} page={await pageOf(env)} token={token} typed={raw} problem={env.t(error.title)} issues={error.issues} />,
        { status: error.status },
      );
    },
  }),
];
