import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { AdminPage, EmptyState, Form, FormActions, Instant, Select, saying, several, Table } from '../web/contract.ts';
import { type HeldKind, heldBy, mayHandOver } from './held-panel.tsx';
import { peopleChoices } from './meeting-pages.tsx';
import { WarningList } from './warning-list.tsx';

/** So many lines of a kind are shown; all are handed over. */
const SHOWN = 200;
const byId = z.object({ id: z.uuid() });

type State = { kinds: readonly HeldKind[]; problem?: string | undefined; refused?: readonly string[]; chosen?: string };

async function HeldPage({ env, id, state }: { env: Env<'meetings'>; id: string; state: State }) {
  const { name } = await env.model('base.person').get(id);
  const { kinds, problem, refused = [], chosen } = state;
  return (
    <AdminPage env={env} title={env.t('Hand over: {subject}', { subject: name })} active="/app/base.person">
      <WarningList lead={env.t('This could not be handed over:')} lines={refused} />
      {kinds.length === 0 ? (
        <EmptyState icon="check-check">{env.t('Nothing is in these hands.')}</EmptyState>
      ) : (
        <div class="card">
          <Form action={`/app/people/${id}/hand-over`} problem={problem}>
            <Select label={env.t('To whom')} name="to" value={chosen} choices={await peopleChoices(env, id)} empty={env.t('Please choose')} required />
            {kinds.map(({ key, title, quiet, things, count }) => (
              <fieldset class="field">
                <legend>
                  <label>
                    <input type="checkbox" name="kind" value={key} checked={!quiet} /> {env.t(title as 'Virtual rooms')} <small class="muted">({count})</small>
                  </label>
                </legend>
                {quiet ? <p class="help">{env.t(quiet as 'Virtual rooms')}</p> : null}
                <Table
                  head={[env.t('What'), env.t('When')]}
                  rows={things.slice(0, SHOWN).map(({ label, href, start }) => [<a href={href}>{label}</a>, start ? <Instant env={env} at={start} /> : '–'])}
                />
              </fieldset>
            ))}
            <p>{env.t('Everybody who was invited is told of the new host. Where the new host is taken, the meeting stays as it is and you are told.')}</p>
            <FormActions env={env} label={env.t('Hand over')} back={`/app/base.person/${id}`} />
          </Form>
        </div>
      )}
    </AdminPage>
  );
}

function assertMay(env: Env<'meetings'>): void {
  if (!mayHandOver(env)) throw fail('ACCESS_DENIED', { detail: env.t('Only meeting managers and administrators can hand over what others hold.') });
}

/** What somebody leaves behind: meetings to come, links, virtual rooms, whatever plugins name. */
export const heldRoutes = [
  route({
    method: 'GET',
    path: '/app/people/:id/hand-over',
    auth: 'user',
    summary: 'What is in somebody’s hands, to be handed over',
    params: byId,
    handler: async (env: Env<'meetings'>, { params: { id } }) => {
      assertMay(env);
      return html(<HeldPage env={env} id={id} state={{ kinds: await heldBy(env, id) }} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/people/:id/hand-over',
    auth: 'user',
    summary: 'Hands over what is in somebody’s hands',
    params: byId,
    body: z.object({
      to: z.uuid().or(z.literal('')).default(''),
      kind: several(),
    }),
    timeout: 300,
    handler: async (env: Env<'meetings'>, { params: { id }, body: { to, kind } }) => {
      assertMay(env);
      await env.model('base.person').get(id);
      const kinds = await heldBy(env, id);
      if (to === '' || to === id) return html(<HeldPage env={env} id={id} state={{ kinds, problem: env.t('Choose a person.') }} />, { status: 422 });
      let done = 0;
      const refused: string[] = [];
      for (const { key, held, own } of kinds) {
        if (!kind.includes(key)) continue;
        const result = await held.handOver(own, id, to);
        done += result.done;
        refused.push(...result.refused);
      }
      if (refused.length > 0) return html(<HeldPage env={env} id={id} state={{ kinds: await heldBy(env, id), refused, chosen: to }} />, { status: 409 });
      return redirect(await saying(env, `/app/base.person/${id}`, env.t('Handed over: {count}.', { count: done })));
    },
  }),
];
