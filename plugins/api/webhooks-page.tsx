import type { Env, Issue, Row } from '#core';
import {
  AdminPage,
  Checkbox,
  DescriptionList,
  EmptyState,
  Field,
  Form,
  FormActions,
  Instant,
  isTicked,
  LinkButton,
  Notice,
  State,
  Table,
  TextArea,
  TextField,
  typed,
} from '../web/contract.ts';
import { openModels } from './describe-model.ts';
import { operations } from './schema.ts';
import type { Subscription } from './webhook-form.ts';

type Webhook = Row<'api', 'api.webhook'>;
type Delivery = Row<'api', 'api.delivery'>;

const stateOf = (webhook: Webhook): string => (webhook.active ? 'active' : webhook.stoppedAt ? 'failed' : 'paused');

export function WebhooksPage({ env, webhooks, owners }: { env: Env<'api'>; webhooks: readonly Webhook[]; owners: ReadonlyMap<string, string> }) {
  return (
    <AdminPage
      env={env}
      title={env.t('Webhooks')}
      subtitle={env.t('Other systems are told of changes, signed and tried again until they take it.')}
      actions={
        <LinkButton href="/app/webhooks/new" icon="plus" primary>
          {env.t('New webhook')}
        </LinkButton>
      }
    >
      {webhooks.length === 0 ? (
        <EmptyState icon="webhook">{env.t('No webhooks yet. Add one, and another system hears of changes within seconds.')}</EmptyState>
      ) : (
        <Table
          caption={env.t('Webhooks')}
          head={[env.t('Name'), env.t('Address'), env.t('State'), env.t('Events'), env.t('Reads as')]}
          rows={webhooks.map((webhook) => [
            <a href={`/app/webhooks/${webhook.id}`}>{webhook.name}</a>,
            <code>{webhook.url}</code>,
            <State env={env} value={stateOf(webhook)} />,
            String(webhook.subscriptions.reduce((sum, { on }) => sum + on.length, 0)),
            owners.get(webhook.owner) ?? '',
          ])}
        />
      )}
    </AdminPage>
  );
}

const verbs = { created: 'created', updated: 'changed', deleted: 'deleted' } as const;

type EditProps = {
  env: Env<'api'>;
  webhook: Webhook | undefined;
  chosen: readonly Subscription[];
  problem?: string | undefined;
  issues?: readonly Issue[];
  raw?: Readonly<Record<string, unknown>>;
  hasHeaders: boolean;
};

export function EditWebhookPage({ env, webhook, chosen, problem, issues = [], raw, hasHeaders }: EditProps) {
  const issue = (path: string): string | undefined => issues.find((one) => one.path === path)?.message;
  const text = (name: string, stored: string | undefined): string | undefined => (raw ? typed(raw, name) : stored);
  const on = (name: string, stored: boolean): boolean => (raw ? isTicked(raw[name]) : stored);
  const picked = new Map(chosen.map((one) => [one.model, new Set<string>(one.on)]));
  const back = webhook ? `/app/webhooks/${webhook.id}` : '/app/webhooks';
  return (
    <AdminPage env={env} title={webhook ? webhook.name : env.t('New webhook')} active="/app/webhooks">
      <div class="card">
        <Form action={webhook ? `/app/webhooks/${webhook.id}/edit` : '/app/webhooks/new'} problem={problem} guarded>
          <div class="columns">
            <TextField label={env.t('Name')} name="name" value={text('name', webhook?.name)} error={issue('name')} maxlength={80} required />
            <TextField
              label={env.t('Address')}
              name="url"
              type="url"
              value={text('url', webhook?.url)}
              help={env.t('Where messages are sent by POST. Addresses inside this network are refused.')}
              error={issue('url')}
              maxlength={2000}
              required
            />
          </div>
          <Checkbox label={env.t('Active')} name="active" checked={on('active', webhook?.active ?? true)} />
          <Checkbox
            label={env.t('Send the record too')}
            name="withRecord"
            checked={on('withRecord', webhook?.withRecord ?? false)}
            help={env.t('As you may read it. Otherwise the message names only what happened to which record.')}
          />
          <TextArea
            label={env.t('Further headers')}
            name="headers"
            rows={3}
            value={text('headers', '')}
            error={issue('headers')}
            help={
              hasHeaders
                ? env.t('Some are set; they are not shown. What you write replaces them.')
                : env.t('One on each line: Name: value. They are kept sealed.')
            }
          />
          {hasHeaders ? <Checkbox label={env.t('Remove the further headers')} name="clearHeaders" checked={false} /> : null}
          <fieldset>
            <legend>{env.t('Events')}</legend>
            {issue('subscriptions') ? <p class="fault">{issue('subscriptions')}</p> : null}
            <Table
              caption={env.t('Events')}
              flat
              head={[env.t('Records'), ...operations.map((operation) => env.t(verbs[operation]))]}
              rows={openModels(env).map((model) => {
                const label = env.t(env.catalog.model(model).labelPlural);
                return [
                  label,
                  ...operations.map((operation) => (
                    <input
                      type="checkbox"
                      name={`on:${model}`}
                      value={operation}
                      checked={picked.get(model)?.has(operation) ?? false}
                      aria-label={`${label}: ${env.t(verbs[operation])}`}
                    />
                  )),
                ];
              })}
            />
          </fieldset>
          <FormActions env={env} label={env.t('Save')} back={back} />
        </Form>
      </div>
    </AdminPage>
  );
}

function Button({ action, danger, children }: { action: string; danger?: boolean; children: string }) {
  return (
    <form method="post" action={action}>
      <button type="submit" class={danger ? 'button danger' : 'button'}>
        {children}
      </button>
    </form>
  );
}

export function WebhookPage({ env, webhook, owner, deliveries }: { env: Env<'api'>; webhook: Webhook; owner: string; deliveries: readonly Delivery[] }) {
  const base = `/app/webhooks/${webhook.id}`;
  return (
    <AdminPage
      env={env}
      title={webhook.name}
      subtitle={env.t('Webhook')}
      active="/app/webhooks"
      actions={
        <>
          <Button action={`${base}/test`}>{env.t('Send a test')}</Button>
          <LinkButton href={`${base}/edit`} icon="pencil">
            {env.t('Edit')}
          </LinkButton>
          <a class="button" href={`${base}/rotate`}>
            {env.t('New secret')}
          </a>
          <a class="button danger" href={`${base}/delete`}>
            {env.t('Delete')}
          </a>
        </>
      }
    >
      {webhook.stoppedAt && !webhook.active ? (
        <Notice kind="danger">
          {env.t('Stopped, because message after message was lost. Put the receiver right, send a test, and make it active again.')}
        </Notice>
      ) : null}
      <section class="section card">
        <DescriptionList
          entries={[
            { label: env.t('Address'), value: <code>{webhook.url}</code> },
            { label: env.t('State'), value: <State env={env} value={stateOf(webhook)} /> },
            { label: env.t('Reads as'), value: owner },
            { label: env.t('Send the record too'), value: webhook.withRecord ? env.t('yes') : env.t('no') },
            { label: env.t('Lost messages in a row'), value: String(webhook.failures) },
            {
              label: env.t('Events'),
              value: webhook.subscriptions.map(({ model, on }) => on.map((operation) => `${model}.${operation}`).join(', ')).join(', '),
            },
            ...(webhook.formerUntil && webhook.formerUntil > env.now()
              ? [{ label: env.t('The former secret signs too until'), value: <Instant env={env} at={webhook.formerUntil} /> }]
              : []),
          ]}
        />
      </section>
      <section class="section">
        <h2>{env.t('Deliveries')}</h2>
        {deliveries.length === 0 ? (
          <EmptyState icon="send">{env.t('Nothing was sent yet. Send a test.')}</EmptyState>
        ) : (
          <Table
            caption={env.t('Deliveries')}
            head={[
              env.t('Event'),
              env.t('State'),
              env.t('Answer'),
              env.t('Took'),
              env.t('Tries'),
              env.t('Last try'),
              <span class="visually-hidden">{env.t('Actions')}</span>,
            ]}
            rows={deliveries.map((delivery) => [
              <a href={`/app/webhooks/deliveries/${delivery.id}`}>{delivery.event}</a>,
              <State env={env} value={delivery.state} />,
              delivery.status === null ? (delivery.error ?? '') : String(delivery.status),
              delivery.duration === null ? '' : `${delivery.duration} ms`,
              String(delivery.attempts),
              delivery.triedAt ? <Instant env={env} at={delivery.triedAt} /> : '',
              delivery.state === 'pending' ? '' : <Button action={`/app/webhooks/deliveries/${delivery.id}/again`}>{env.t('Send again')}</Button>,
            ])}
          />
        )}
      </section>
    </AdminPage>
  );
}

export function DeliveryPage({ env, delivery }: { env: Env<'api'>; delivery: Delivery }) {
  let shown = delivery.body ?? '';
  try {
    shown = JSON.stringify(JSON.parse(shown), null, 2);
  } catch {
    // shown as it was sent
  }
  return (
    <AdminPage env={env} title={delivery.event} subtitle={env.t('Delivery')} active="/app/webhooks">
      <section class="section card">
        <DescriptionList
          entries={[
            { label: env.t('State'), value: <State env={env} value={delivery.state} /> },
            { label: 'webhook-id', value: <code>{`msg_${delivery.id}`}</code> },
            { label: env.t('Happened'), value: <Instant env={env} at={delivery.happenedAt} /> },
            { label: env.t('Tries'), value: String(delivery.attempts) },
            { label: env.t('Answer'), value: delivery.error ?? String(delivery.status ?? '') },
          ]}
        />
      </section>
      <section class="section card">
        <h2>{env.t('What was sent')}</h2>
        {shown === '' ? <p>{env.t('Nothing yet.')}</p> : <pre>{shown}</pre>}
      </section>
      <div class="row">
        <LinkButton href={`/app/webhooks/${delivery.webhook}`}>{env.t('Go back')}</LinkButton>
      </div>
    </AdminPage>
  );
}

/** The one page that shows the secret. */
export function SecretPage({ env, id, name, secret }: { env: Env<'api'>; id: string; name: string; secret: string }) {
  return (
    <AdminPage env={env} title={env.t('The secret of “{name}”', { name })} active="/app/webhooks">
      <Notice kind="warn">{env.t('Copy it now: it is shown this once. The receiver checks with it that messages come from here.')}</Notice>
      <div class="card">
        <Field label={env.t('Secret')} name="secret">
          <input id="secret" type="text" value={secret} readonly autocomplete="off" spellcheck={false} />
        </Field>
        <div class="row">
          <LinkButton href={`/app/webhooks/${id}`} primary>
            {env.t('I have copied it')}
          </LinkButton>
        </div>
      </div>
    </AdminPage>
  );
}
