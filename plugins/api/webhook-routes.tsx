import { z } from 'zod';
import { type Env, html, type Incoming, redirect, route } from '#core';
import { AskPage, saying } from '../web/contract.ts';
import { deleteWebhook, redeliver, rotateSecret, saveWebhook, sendTest } from './save-webhook.ts';
import { readSubscriptions, webhookForm } from './webhook-form.ts';
import { DeliveryPage, EditWebhookPage, SecretPage, WebhookPage, WebhooksPage } from './webhooks-page.tsx';

const SHOWN = 100;
const idParam = z.object({ id: z.uuid() });
const admin = { auth: 'group:base.admin' } as const;
const noStore = { headers: { 'cache-control': 'no-store' } };

const webhooksOf = (env: Env<'api'>) => env.asPlugin().model('api.webhook');
/** Whether there are further headers, which nobody reads any more. */
const hasHeaders = async (env: Env<'api'>, id: string): Promise<boolean> => (await webhooksOf(env).count({ id, headers: { ne: null } })) > 0;

type Refusal = { status: number; title: string; issues: readonly { path: string; message: string }[] };

async function editAgain(env: Env<'api'>, id: string | undefined, { raw }: Pick<Incoming, 'raw'>, { status, title, issues }: Refusal) {
  if (env.principal.kind !== 'user' || !env.inGroup('base.admin')) return redirect('/sign-in?next=/app/webhooks');
  const webhook = id === undefined ? undefined : await webhooksOf(env).get(id);
  return html(
    <EditWebhookPage
      env={env}
      webhook={webhook}
      chosen={readSubscriptions(env, raw)}
      problem={env.t(title)}
      issues={issues.map(({ path, message }) => ({ path, message: env.t(message) }))}
      raw={raw}
      hasHeaders={id !== undefined && (await hasHeaders(env, id))}
    />,
    { status },
  );
}

export const webhookRoutes = [
  route({
    method: 'GET',
    path: '/app/webhooks',
    ...admin,
    summary: 'Webhooks',
    async handler(env: Env<'api'>) {
      const webhooks = await webhooksOf(env).find(true, { order: ['name'], limit: 500 });
      const people = await env.service('base').people({ ids: [...new Set(webhooks.map(({ owner }) => owner))] });
      return html(<WebhooksPage env={env} webhooks={webhooks} owners={new Map(people.map(({ id, name }) => [id, name]))} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/webhooks/new',
    ...admin,
    summary: 'The form for a new webhook',
    handler: async (env: Env<'api'>) => html(<EditWebhookPage env={env} webhook={undefined} chosen={[]} hasHeaders={false} />),
  }),
  route({
    method: 'POST',
    path: '/app/webhooks/new',
    ...admin,
    summary: 'Makes a webhook and shows its secret once',
    body: webhookForm,
    async handler(env: Env<'api'>, { body, raw }) {
      const { id, secret } = await saveWebhook(env, undefined, body, readSubscriptions(env, raw));
      return html(<SecretPage env={env} id={id} name={body.name} secret={secret ?? ''} />, noStore);
    },
    onError: (env: Env<'api'>, request, error) => editAgain(env, undefined, request, error),
  }),
  route({
    method: 'GET',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}',
    ...admin,
    summary: 'A webhook and its deliveries',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      const webhook = await webhooksOf(env).get(params.id);
      const [owner] = await env.service('base').people({ ids: [webhook.owner] });
      const deliveries = await env
        .asPlugin()
        .model('api.delivery')
        .find({ webhook: params.id }, { order: ['-createdAt'], limit: SHOWN });
      return html(<WebhookPage env={env} webhook={webhook} owner={owner?.name ?? ''} deliveries={deliveries} />);
    },
  }),
  route({
    method: 'GET',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}/edit',
    ...admin,
    summary: 'The form of a webhook',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      const webhook = await webhooksOf(env).get(params.id);
      return html(<EditWebhookPage env={env} webhook={webhook} chosen={webhook.subscriptions} hasHeaders={await hasHeaders(env, params.id)} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}/edit',
    ...admin,
    summary: 'Changes a webhook; who saves it becomes its owner',
    params: idParam,
    body: webhookForm,
    async handler(env: Env<'api'>, { params, body, raw }) {
      await saveWebhook(env, params.id, body, readSubscriptions(env, raw));
      return redirect(await saying(env, `/app/webhooks/${params.id}`, env.t('Saved.')));
    },
    onError: (env: Env<'api'>, request, error) => editAgain(env, idParam.safeParse(request.params).data?.id, request, error),
  }),
  route({
    method: 'POST',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}/test',
    ...admin,
    summary: 'Sends a test message',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      await webhooksOf(env).get(params.id);
      await sendTest(env, params.id);
      return redirect(await saying(env, `/app/webhooks/${params.id}`, env.t('The test is on its way. Look again in a moment.')));
    },
  }),
  route({
    method: 'GET',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}/rotate',
    ...admin,
    summary: 'The question before a new secret',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      const { name } = await webhooksOf(env).get(params.id);
      const back = `/app/webhooks/${params.id}`;
      const question = env.t('Messages are signed with both secrets for a day, so that the receiver can change over.');
      return html(
        <AskPage
          active="/app/webhooks"
          env={env}
          title={env.t('A new secret for “{name}”?', { name })}
          question={question}
          action={`${back}/rotate`}
          back={back}
          label={env.t('New secret')}
        />,
      );
    },
  }),
  route({
    method: 'POST',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}/rotate',
    ...admin,
    summary: 'Makes a new secret and shows it once',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      const { name } = await webhooksOf(env).get(params.id);
      return html(<SecretPage env={env} id={params.id} name={name} secret={await rotateSecret(env, params.id)} />, noStore);
    },
  }),
  route({
    method: 'GET',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}/delete',
    ...admin,
    summary: 'The question before a webhook is deleted',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      const { name } = await webhooksOf(env).get(params.id);
      const back = `/app/webhooks/${params.id}`;
      const question = env.t('The receiver hears nothing more, and the list of deliveries goes too.');
      return html(
        <AskPage
          active="/app/webhooks"
          env={env}
          title={env.t('Delete “{name}”?', { name })}
          question={question}
          action={`${back}/delete`}
          back={back}
          label={env.t('Delete')}
          danger
        />,
      );
    },
  }),
  route({
    method: 'POST',
    path: '/app/webhooks/:id{[0-9a-f-]{36}}/delete',
    ...admin,
    summary: 'Deletes a webhook',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      await deleteWebhook(env, params.id);
      return redirect(await saying(env, '/app/webhooks', env.t('Deleted.')));
    },
  }),
  route({
    method: 'GET',
    path: '/app/webhooks/deliveries/:id{[0-9a-f-]{36}}',
    ...admin,
    summary: 'A delivery of a webhook',
    params: idParam,
    handler: async (env: Env<'api'>, { params }) => html(<DeliveryPage env={env} delivery={await env.asPlugin().model('api.delivery').get(params.id)} />),
  }),
  route({
    method: 'POST',
    path: '/app/webhooks/deliveries/:id{[0-9a-f-]{36}}/again',
    ...admin,
    summary: 'Sends a message again',
    params: idParam,
    async handler(env: Env<'api'>, { params }) {
      const webhook = await redeliver(env, params.id);
      return redirect(await saying(env, `/app/webhooks/${webhook}`, env.t('The message is on its way again.')));
    },
  }),
];
