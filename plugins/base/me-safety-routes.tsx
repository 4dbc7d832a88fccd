import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { type Env, formatDateTime, html, type Row, redirect, route } from '#core';
import { AdminPage, Checkbox, Form, Table, TextField, ticked } from '../web/contract.ts';
import { endSessions } from './end-sessions.ts';
import { type FormState, fresh, issueAt, refusedState } from './form-state.ts';
import { selfOf } from './preferences.ts';
import { changePassword } from './set-password.ts';
import { visitOf } from './visit.ts';

function PasswordPage({ env, revokeKeys = true, state }: { env: Env<'base'>; revokeKeys?: boolean; state: FormState }) {
  const open = env.catalog.slots('password').map((slot) => slot(env, {})) as Child[];
  return (
    <AdminPage env={env} title={env.t('Change password')}>
      <Form action="/app/me/password" problem={state.problem}>
        <TextField
          label={env.t('Current password')}
          name="current"
          type="password"
          error={issueAt(state, 'current')}
          autocomplete="current-password"
          required
          autofocus
        />
        <TextField
          label={env.t('New password')}
          name="password"
          type="password"
          help={env.t('At least 10 characters; a sentence that only you would think of is best.')}
          error={issueAt(state, 'password')}
          autocomplete="new-password"
          required
        />
        <p>{env.t('All other sessions end when you change it.')}</p>
        {open.length > 0 ? (
          <>
            <p>{env.t('What works without your password:')}</p>
            <div class="row">{open}</div>
            <Checkbox
              label={env.t('End these too')}
              name="revokeKeys"
              checked={revokeKeys}
              help={env.t('Keys are revoked and feeds get new addresses. Otherwise they go on working with the new password.')}
            />
          </>
        ) : null}
        <button type="submit" class="button primary">
          {env.t('Change password')}
        </button>
      </Form>
    </AdminPage>
  );
}

type Session = Pick<Row<'base', 'base.session'>, 'id' | 'device' | 'address' | 'lastSeenAt' | 'createdAt'>;

function SessionsPage({ env, sessions, current }: { env: Env<'base'>; sessions: readonly Session[]; current: string }) {
  const when = (instant: Date): string => formatDateTime(instant, env.preferences.timeZone, env.preferences);
  return (
    <AdminPage env={env} title={env.t('Where I am signed in')}>
      <Table
        head={[env.t('Device'), env.t('Address'), env.t('Signed in'), env.t('Last seen'), '']}
        rows={sessions.map((session) => [
          session.id === current ? `${session.device} (${env.t('this one')})` : session.device,
          session.address ?? '',
          when(session.createdAt),
          when(session.lastSeenAt),
          <form method="post" action={`/app/me/sessions/${session.id}/end`}>
            <button type="submit" class="button">
              {session.id === current ? env.t('Sign out') : env.t('Sign out there')}
            </button>
          </form>,
        ])}
      />
      {sessions.length > 1 ? (
        <form method="post" action="/app/me/sessions/end-others">
          <button type="submit" class="button danger">
            {env.t('End all other sessions')}
          </button>
        </form>
      ) : null}
    </AdminPage>
  );
}

export const meSafetyRoutes = [
  route({
    method: 'GET',
    path: '/app/me/password',
    auth: 'user',
    summary: 'Page that changes my password',
    async handler(env: Env<'base'>) {
      return html(<PasswordPage env={env} state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/password',
    auth: 'user',
    summary: 'Changes my password and ends all other sessions',
    limits: [{ name: 'base.change-password', per: 'account', max: 10, window: 15 * 60 }],
    body: z.object({ current: z.string().max(1000), password: z.string().max(1000), revokeKeys: ticked }),
    async handler(env: Env<'base'>, request) {
      const session = await changePassword(env, { ...selfOf(env), ...request.body }, visitOf(env, request));
      return redirect('/app/me?done=password', { session });
    },
    async onError(env: Env<'base'>, { raw }, error) {
      if (env.principal.kind !== 'user') return redirect('/sign-in?next=/app/me/password');
      return html(<PasswordPage env={env} revokeKeys={ticked.catch(true).parse(raw.revokeKeys)} state={refusedState(env, error)} />, { status: error.status });
    },
  }),
  route({
    method: 'GET',
    path: '/app/me/sessions',
    auth: 'user',
    summary: 'My sessions',
    async handler(env: Env<'base'>) {
      const { account, session } = selfOf(env);
      const sessions = await env
        .asPlugin()
        .model('base.session')
        .pick({ account, expiresAt: { gt: env.now() } }, ['device', 'address', 'lastSeenAt', 'createdAt'], { order: ['-lastSeenAt'], limit: 200 });
      return html(<SessionsPage env={env} sessions={sessions} current={session} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/sessions/end-others',
    auth: 'user',
    summary: 'Ends all my sessions but this one',
    async handler(env: Env<'base'>) {
      const { account, session } = selfOf(env);
      await endSessions(env, [account], session);
      return redirect('/app/me/sessions');
    },
  }),
  route({
    method: 'POST',
    path: '/app/me/sessions/:id/end',
    auth: 'user',
    summary: 'Ends one of my sessions',
    params: z.object({ id: z.uuid() }),
    async handler(env: Env<'base'>, { params }) {
      const { account, session } = selfOf(env);
      // bound to the own account, so that an id seen elsewhere ends nothing
      await env.asPlugin().model('base.session').delete({ id: params.id, account });
      return params.id === session ? redirect('/sign-in?notice=out', { session: null }) : redirect('/app/me/sessions');
    },
  }),
];
