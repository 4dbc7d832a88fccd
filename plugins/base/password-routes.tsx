import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Env, email, html, redirect, route } from '#core';
import { Form, Notice, PortalPage, TextField, typed } from '../web/contract.ts';
import { INVITE, type LinkKind, RESET } from './account-links.ts';
import { BrowserZone } from './browser-zone.tsx';
import { type FormState, fresh, issueAt, refusedState } from './form-state.ts';
import { optionalZone } from './optional-zone.ts';
import { requestResetJob } from './request-reset.ts';
import { findLink, setPasswordByLink } from './set-password.ts';
import { emailTyped } from './sign-in-routes.tsx';
import { visitOf } from './visit.ts';

const QUARTER = 15 * 60;
const noStore = { 'cache-control': 'no-store' };

function ForgotPage({ env, email, state }: { env: Env<'base'>; email: string; state: FormState }) {
  return (
    <PortalPage env={env} title={env.t('Forgot your password?')} narrow>
      <p>{env.t('Type the address of your account. We send a link there that sets a new password.')}</p>
      <Form action="/forgot" problem={state.problem}>
        <TextField
          label={env.t('E-mail address')}
          name="email"
          type="email"
          value={email}
          error={issueAt(state, 'email')}
          autocomplete="username"
          required
          autofocus
        />
        <button type="submit" class="button primary wide">
          {env.t('Send the link')}
        </button>
      </Form>
      <p>
        <a href="/sign-in">{env.t('Back to sign-in')}</a>
      </p>
    </PortalPage>
  );
}

function SentPage({ env }: { env: Env<'base'> }) {
  return (
    <PortalPage env={env} title={env.t('Please look into your mail')} narrow>
      <Notice kind="ok">{env.t('If there is an account with this address, a mail with a link is on its way. The link works for an hour.')}</Notice>
      <p>
        <a href="/sign-in">{env.t('Back to sign-in')}</a>
      </p>
    </PortalPage>
  );
}

const titles: Record<LinkKind, string> = { [RESET]: 'Choose a new password', [INVITE]: 'Welcome! Choose a password' };
const paths: Record<LinkKind, string> = { [RESET]: '/reset', [INVITE]: '/invite' };

function ChoosePage({ env, kind, token, email, state }: { env: Env<'base'>; kind: LinkKind; token: string; email: string; state: FormState }) {
  return (
    <PortalPage env={env} title={env.t(titles[kind])} narrow>
      <Form action={`${paths[kind]}/${token}`} problem={state.problem}>
        <BrowserZone env={env} />
        <TextField label={env.t('E-mail address')} name="username" type="email" value={email} autocomplete="username" readonly />
        <TextField
          label={env.t('New password')}
          name="password"
          type="password"
          help={env.t('At least 10 characters; a sentence that only you would think of is best.')}
          error={issueAt(state, 'password')}
          autocomplete="new-password"
          required
          autofocus
        />
        <button type="submit" class="button primary wide">
          {env.t('Set password and sign in')}
        </button>
      </Form>
    </PortalPage>
  );
}

function DeadLinkPage({ env, kind }: { env: Env<'base'>; kind: LinkKind }) {
  return (
    <PortalPage env={env} title={env.t('This link does not work any more')} narrow>
      <p>
        {kind === RESET
          ? env.t('It was already used, or it is older than an hour.')
          : env.t(
              'It was already used, or it is older than seven days. Ask whoever invited you to send it again, or set a password here if you already had one.',
            )}
      </p>
      <p>
        <a class="button primary" href="/forgot">
          {env.t('Ask for a new link')}
        </a>
      </p>
    </PortalPage>
  );
}

const choose = z.object({ password: z.string().max(1000), zone: optionalZone });
const tokenParam = z.object({ token: z.string().max(200) });

/** The page and the form behind one kind of mailed link. The token in the path is the only key; the answer is never cached. */
const linkRoutes = (kind: LinkKind) => [
  route({
    method: 'GET',
    path: `${paths[kind]}/:token`,
    auth: 'portal',
    portal: { kind, param: 'token', optional: true },
    summary: kind === RESET ? 'Page that sets a new password' : 'Page that sets the first password of an invited person',
    params: tokenParam,
    async handler(env: Env<'base'>, { params }) {
      try {
        const { email } = await findLink(env, kind, params.token);
        return html(<ChoosePage env={env} kind={kind} token={params.token} email={email} state={fresh} />, { headers: noStore });
      } catch (error) {
        if (!isDeadLink(error)) throw error;
        return html(<DeadLinkPage env={env} kind={kind} />, { status: 410, headers: noStore });
      }
    },
  }),
  route({
    method: 'POST',
    path: `${paths[kind]}/:token`,
    auth: 'portal',
    portal: { kind, param: 'token', optional: true },
    summary: kind === RESET ? 'Sets the new password, once' : 'Sets the first password, once',
    params: tokenParam,
    limits: [{ name: 'base.set-password', per: 'address', max: 30, window: QUARTER }],
    body: choose,
    async handler(env: Env<'base'>, request) {
      const session = await setPasswordByLink(
        env,
        { kind, token: request.params.token, password: request.body.password, zone: request.body.zone },
        visitOf(env, request),
      );
      return redirect('/app', { session, headers: noStore });
    },
    async onError(env: Env<'base'>, request, error) {
      if (error.code === 'ACCOUNT_LINK_DEAD') return html(<DeadLinkPage env={env} kind={kind} />, { status: error.status, headers: noStore });
      const page = (
        <ChoosePage env={env} kind={kind} token={request.params.token ?? ''} email={typed(request.raw, 'username')} state={refusedState(env, error)} />
      );
      return html(page, { status: error.status, headers: noStore });
    },
  }),
];

const isDeadLink = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ACCOUNT_LINK_DEAD';

export const passwordRoutes = [
  route({
    method: 'GET',
    path: '/forgot',
    auth: 'public',
    summary: 'Page that asks for a new password',
    async handler(env: Env<'base'>) {
      return html(<ForgotPage env={env} email="" state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: '/forgot',
    auth: 'public',
    summary: 'Asks for a mail with a link; the same answer whether the address is known or not',
    limits: [
      { name: 'base.forgot', per: 'address', max: 20, window: QUARTER },
      { name: 'base.forgot-email', per: emailTyped, max: 3, window: QUARTER },
    ],
    body: z.object({ email: email() }),
    async handler(env: Env<'base'>, { body }) {
      const key = `base.request-reset:${createHash('sha256').update(body.email).digest('base64url')}`;
      await env.asPlugin().enqueue(requestResetJob, { email: body.email, request: env.id() }, { key, priority: 20 });
      return html(<SentPage env={env} />);
    },
    async onError(env: Env<'base'>, request, error) {
      return html(<ForgotPage env={env} email={typed(request.raw, 'email')} state={refusedState(env, error)} />, { status: error.status });
    },
  }),
  ...linkRoutes(RESET),
  ...linkRoutes(INVITE),
];
