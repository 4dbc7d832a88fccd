import { z } from 'zod';
import { type Env, email, html, type Incoming, type RateLimit, redirect, route } from '#core';
import { Form, Notice, PortalPage, TextField, typed } from '../web/contract.ts';
import { BrowserZone } from './browser-zone.tsx';
import { type FormState, fresh, issueAt, refusedState } from './form-state.ts';
import { optionalZone } from './optional-zone.ts';
import { safeNext } from './safe-next.ts';
import { workspaceSettings } from './settings.ts';
import { signIn } from './sign-in.ts';
import { visitOf } from './visit.ts';

const QUARTER = 15 * 60;

/** Written down as typed, so that `Ann@Example.com ` and `ann@example.com` are one. */
export const emailTyped = (request: Incoming): string | undefined => typed(request.raw, 'email').trim().toLowerCase().slice(0, 254) || undefined;

const limits: readonly RateLimit[] = [
  { name: 'base.sign-in', per: 'address', max: async (env) => (await env.settings(workspaceSettings)).signInPerAddress, window: QUARTER },
  { name: 'base.sign-in-email', per: emailTyped, max: async (env) => (await env.settings(workspaceSettings)).signInPerEmail, window: QUARTER },
];

function SignInPage({ env, email, next, state, notice }: { env: Env<'base'>; email: string; next: string; state: FormState; notice?: string | undefined }) {
  return (
    <PortalPage env={env} title={env.t('Sign in')} narrow>
      {notice ? <Notice kind="ok">{notice}</Notice> : null}
      <Form action="/sign-in" problem={state.problem}>
        <input type="hidden" name="next" value={next} />
        <BrowserZone env={env} />
        <TextField
          label={env.t('E-mail address')}
          name="email"
          type="email"
          value={email}
          error={issueAt(state, 'email')}
          autocomplete="username"
          required
          autofocus={email === ''}
        />
        <TextField
          label={env.t('Password')}
          name="password"
          type="password"
          error={issueAt(state, 'password')}
          autocomplete="current-password"
          required
          autofocus={email !== ''}
        />
        <button type="submit" class="button primary wide">
          {env.t('Sign in')}
        </button>
      </Form>
      <p>
        <a href="/forgot">{env.t('Forgot your password?')}</a>
      </p>
    </PortalPage>
  );
}

const noStore = { 'cache-control': 'no-store' };

const notices: Readonly<Record<string, string>> = { out: 'You are signed out.', ended: 'All sessions were ended. Please sign in again.' };

export const signInRoutes = [
  route({
    method: 'GET',
    path: '/sign-in',
    auth: 'public',
    summary: 'The sign-in page',
    query: z.object({ next: z.string().optional(), notice: z.string().optional() }),
    async handler(env: Env<'base'>, { query }) {
      const next = safeNext(query.next);
      if (env.principal.kind === 'user') return redirect(next);
      const notice = notices[query.notice ?? ''];
      return html(<SignInPage env={env} email="" next={next} state={fresh} notice={notice === undefined ? undefined : env.t(notice)} />, { headers: noStore });
    },
  }),
  route({
    method: 'POST',
    path: '/sign-in',
    auth: 'public',
    summary: 'Checks address and password and starts a session',
    limits,
    body: z.object({ email: email(), password: z.string().min(1, 'Please type your password.').max(1000), next: z.string().optional(), zone: optionalZone }),
    async handler(env: Env<'base'>, request) {
      const { email, password, zone, next } = request.body;
      const session = await signIn(env, { email, password, zone }, visitOf(env, request));
      return redirect(safeNext(next), { session, headers: noStore });
    },
    async onError(env: Env<'base'>, request, error) {
      const page = <SignInPage env={env} email={typed(request.raw, 'email')} next={safeNext(typed(request.raw, 'next'))} state={refusedState(env, error)} />;
      return html(page, { status: error.status, headers: noStore });
    },
  }),
  route({
    method: 'POST',
    path: '/sign-out',
    auth: 'public',
    summary: 'Ends the session',
    async handler(env: Env<'base'>) {
      if (env.principal.kind === 'user') await env.asPlugin().model('base.session').delete({ id: env.principal.session });
      return redirect('/sign-in?notice=out', { session: null });
    },
  }),
];
