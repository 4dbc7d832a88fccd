import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { AdminPage, Form, FormActions, Notice, Select, saying, typed } from '../../web/contract.ts';
import { assertKeeper } from './keeper.ts';
import { MemberInputs, membersOf, readMembers } from './member-form.tsx';
import { MAIN } from './open-account.ts';
import { optionsFor } from './request-for.ts';

type MeetingsEnv = Env<'meetings'>;

const ROOM = '/app/meeting.virtual_room';
const path = '/app/virtual-rooms/:id/options';
const byId = z.object({ id: z.uuid() });

async function OptionsPage({ env, id, problem, faults }: { env: MeetingsEnv; id: string; problem?: string; faults?: Record<string, string> }) {
  const room = await env.model('meeting.virtual_room').get(id);
  const provider = env.implementations('meeting.provider').get(room.provider);
  const accounts = await env
    .asPlugin()
    .model('meeting.account')
    .find({ provider: room.provider, active: true, key: { ne: MAIN } }, { order: ['name'] });
  const others = [...env.implementations('meeting.provider')].filter(([key]) => key !== room.provider).map(([value, { title }]) => ({ value, label: title }));
  const members = provider?.options ? membersOf(provider.options) : [];
  return (
    <AdminPage env={env} title={env.t('Options of “{room}”', { room: room.name })} active={ROOM}>
      <div class="card">
        <Form action={`/app/virtual-rooms/${id}/options`} problem={problem}>
          {provider ? null : <Notice kind="warn">{env.t('The plugin of this provider is not enabled.')}</Notice>}
          <MemberInputs env={env} members={members} values={optionsFor(provider, room.options)} {...(faults ? { faults } : {})} />
          {accounts.length > 0 ? (
            <Select
              label={env.t('Account')}
              name="roomAccount"
              value={room.account}
              choices={accounts.map(({ id: value, name: label }) => ({ value, label }))}
              empty={env.t('Account of the settings')}
            />
          ) : null}
          <Select
            label={env.t('Other provider if this one fails')}
            name="roomFallback"
            value={room.fallback}
            choices={others}
            empty={env.t('None: the meeting waits for its link')}
          />
          <p class="muted">{env.t('Options hold for links that are made or changed from now on.')}</p>
          <FormActions env={env} label={env.t('Save')} back={`${ROOM}/${id}`} />
        </Form>
      </div>
    </AdminPage>
  );
}

/** What virtual rooms choose of their provider; the form is made of what the provider declares. */
export const optionRoutes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'Options of a virtual room',
    params: byId,
    handler: async (env: MeetingsEnv, { params: { id } }) => {
      assertKeeper(env);
      return html(<OptionsPage env={env} id={id} />);
    },
  }),
  route({
    method: 'POST',
    path,
    auth: 'user',
    summary: 'Stores the options of a virtual room',
    params: byId,
    handler: async (env: MeetingsEnv, { params: { id }, raw }) => {
      assertKeeper(env);
      const room = await env.model('meeting.virtual_room').get(id);
      const schema = env.implementations('meeting.provider').get(room.provider)?.options;
      const read = schema?.safeParse(await readMembers(membersOf(schema), raw));
      if (read && !read.success) {
        const faults = Object.fromEntries(read.error.issues.map(({ path: [name], message }) => [String(name), env.t(message)]));
        return html(<OptionsPage env={env} id={id} problem={env.t('Please correct the marked fields.')} faults={faults} />, { status: 422 });
      }
      const chosen = (name: string): string | null => typed(raw, name) || null;
      const account = chosen('roomAccount');
      if (account !== null && (await env.asPlugin().model('meeting.account').count({ id: account, provider: room.provider })) === 0)
        throw fail('INPUT_INVALID');
      const fallback = chosen('roomFallback');
      if (fallback !== null && !env.implementations('meeting.provider').has(fallback)) throw fail('INPUT_INVALID');
      await env.model('meeting.virtual_room').update(id, { account, fallback, ...(read ? { options: read.data } : {}) });
      return redirect(await saying(env, `${ROOM}/${id}`, env.t('Saved.')));
    },
  }),
];
