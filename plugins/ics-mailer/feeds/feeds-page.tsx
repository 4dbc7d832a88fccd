import { type Env, formatCivilDate, type Issue, type Row } from '#core';
import { AdminPage, Checkbox, EmptyState, Form, Table, TextField } from '../../web/contract.ts';
import { type FeedChoice, feedUrl } from './my-feeds.ts';

type IcsEnv = Env<'ics-mailer'>;
type FeedRow = Row<'ics-mailer', 'ics.feed'>;

export type RefusedFeed = { problem: string; issues: readonly Issue[]; name: string; of: string };

const titleOf = (env: IcsEnv, choices: readonly FeedChoice[], { source, record }: FeedRow): string => {
  const found = choices.find((choice) => choice.source === source && choice.record === record);
  return found ? `${env.t(found.title as never)}: ${found.name}` : env.t('No longer open to you');
};

/** Everybody's own feeds: their addresses to copy, a new address, the end of one. */
export function FeedsPage({
  env,
  feeds,
  choices,
  refused,
}: {
  env: IcsEnv;
  feeds: readonly FeedRow[];
  choices: readonly FeedChoice[];
  refused?: RefusedFeed | undefined;
}) {
  const groups = [...Map.groupBy(choices, ({ title }) => title)];
  const fault = refused?.issues.find(({ path }) => path === 'of')?.message;
  return (
    <AdminPage
      env={env}
      title={env.t('My calendar feeds')}
      subtitle={env.t('Addresses under which a calendar program reads meetings by itself. Whoever knows an address can read it: pass it on like a password.')}
    >
      {feeds.length === 0 ? (
        <EmptyState icon="rss">{env.t('No feeds yet. Make one below and add its address to your calendar program as a subscription.')}</EmptyState>
      ) : (
        <Table
          caption={env.t('My calendar feeds')}
          head={[env.t('Name'), env.t('Of'), env.t('Shows'), env.t('Last read'), env.t('Address'), <span class="visually-hidden">{env.t('Actions')}</span>]}
          rows={feeds.map((feed) => [
            feed.name,
            titleOf(env, choices, feed),
            feed.busyOnly ? env.t('Busy times only') : env.t('What I may see'),
            feed.readOn ? formatCivilDate(feed.readOn, env.preferences, 'medium') : env.t('Never'),
            <div class="row">
              <input type="text" readonly value={feedUrl(env, feed)} aria-label={env.t('Address of {name}', { name: feed.name })} />
              <button type="button" data-copy={feedUrl(env, feed)} data-copied={env.t('Copied')}>
                {env.t('Copy')}
                <span class="visually-hidden"> {feed.name}</span>
              </button>
            </div>,
            <div class="row">
              <a class="button" href={`/app/me/feeds/${feed.id}/renew`}>
                {env.t('New address')}
                <span class="visually-hidden"> {feed.name}</span>
              </a>
              <a class="button danger" href={`/app/me/feeds/${feed.id}/remove`}>
                {env.t('Remove')}
                <span class="visually-hidden"> {feed.name}</span>
              </a>
            </div>,
          ])}
        />
      )}
      <section class="section">
        <h2>{env.t('Make a feed')}</h2>
        <Form action="/app/me/feeds" problem={refused?.problem}>
          <div class={fault ? 'field wrong' : 'field'}>
            <label for="of">{env.t('Of')}</label>
            <select id="of" name="of" aria-invalid={fault ? 'true' : undefined} aria-describedby={fault ? 'of-fault' : undefined}>
              {groups.map(([title, some]) => (
                <optgroup label={env.t(title as never)}>
                  {some.map(({ value, name }) => (
                    <option value={value} selected={value === refused?.of}>
                      {name}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
            {fault ? (
              <p class="fault" id="of-fault">
                {fault}
              </p>
            ) : null}
          </div>
          <TextField
            label={env.t('Name')}
            name="name"
            value={refused?.name ?? ''}
            help={env.t('Calendar programs show it. Empty: the name of what it is of.')}
            maxlength={120}
          />
          <Checkbox label={env.t('Busy times only: no subjects, places or links')} name="busyOnly" checked={false} />
          <div class="row">
            <button type="submit" class="button primary">
              {env.t('Make the feed')}
            </button>
          </div>
        </Form>
      </section>
    </AdminPage>
  );
}

/** The question before an address stops working. */
export function FeedQuestion({ env, feed, deed }: { env: IcsEnv; feed: FeedRow; deed: 'renew' | 'remove' }) {
  const [title, words, button] =
    deed === 'renew'
      ? [
          env.t('A new address for “{name}”?', { name: feed.name }),
          env.t('The old address stops working at once. Whoever reads it must be given the new one.'),
          env.t('Make a new address'),
        ]
      : [env.t('Remove the feed “{name}”?', { name: feed.name }), env.t('Its address stops working at once. Your meetings stay as they are.'), env.t('Remove')];
  return (
    <AdminPage env={env} title={title}>
      <p>{words}</p>
      <form method="post" action={`/app/me/feeds/${feed.id}/${deed}`}>
        <div class="row">
          <button type="submit" class={deed === 'remove' ? 'button danger' : 'button primary'}>
            {button}
          </button>
          <a class="button" href="/app/me/feeds">
            {env.t('Go back')}
          </a>
        </div>
      </form>
    </AdminPage>
  );
}

/** On everybody's own page. */
export const feedsLink = (env: IcsEnv) => (
  <a class="button" href="/app/me/feeds">
    {env.t('My calendar feeds')}
  </a>
);

export const meLinks = (env: IcsEnv) => (
  <>
    {feedsLink(env)}
    <a class="button" href="/app/me/digest">
      {env.t('Daily digest')}
    </a>
  </>
);
