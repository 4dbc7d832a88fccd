import { accountOf, type ConnectionCheck, clockCheck, failedCheck, type ProviderContext, ProviderFailure } from '../meetings/contract.ts';
import { userAnswer } from './answers.ts';
import { callWith, fetchToken, readAnswer } from './call.ts';
import { settings } from './settings.ts';

/** What the app must be allowed, with what goes wrong without it. */
export const neededScopes = [
  'meeting:write:meeting:admin',
  'meeting:update:meeting:admin',
  'meeting:read:meeting:admin',
  'meeting:read:list_meetings:admin',
  'meeting:delete:meeting:admin',
  'meeting:read:summary:admin',
  'user:read:user:admin',
] as const;

/** Apps made before the scopes were split have the broad ones. */
const broadly: Record<string, string> = {
  write: 'meeting:write:admin',
  update: 'meeting:write:admin',
  read: 'meeting:read:admin',
  delete: 'meeting:write:admin',
};
const granted = (scope: string, given: ReadonlySet<string>): boolean => {
  const [area = '', verb = ''] = scope.split(':');
  return given.has(scope) || (area === 'user' ? given.has('user:read:admin') : given.has(broadly[verb] ?? ''));
};

/** Token, clock, scopes and the hosts, in the order in which one leads to the next. */
export async function testConnection(context: ProviderContext, host?: { email: string }): Promise<ConnectionCheck[]> {
  const { env } = context;
  const { tokenUrl, apiUrl, hosts } = accountOf(context, settings);
  let fresh: Awaited<ReturnType<typeof fetchToken>>;
  try {
    fresh = await fetchToken(context);
  } catch (error) {
    const refused = {
      message: env.t('Zoom refuses the credentials.'),
      fix: env.t(
        'Copy account ID, client ID and client secret from the page “App Credentials” of the server-to-server OAuth app, and see that the app is activated.',
      ),
    };
    return [failedCheck(env, 'token', new URL(tokenUrl).host, error, refused)];
  }
  const { fetched, answer } = fresh;
  const checks: ConnectionCheck[] = [{ name: 'token', ok: true, message: env.t('Zoom takes the credentials.') }, clockCheck(env, answer.headers)];
  const given = new Set((fetched.detail?.scope ?? '').split(/\s+/));
  const missing = neededScopes.filter((scope) => !granted(scope, given));
  checks.push(
    missing.length === 0
      ? { name: 'scopes', ok: true, message: env.t('The app has all the scopes that are needed.') }
      : {
          name: 'scopes',
          ok: false,
          why: 'refused',
          message: env.t('The app lacks scopes: {scopes}.', { scopes: missing.join(', ') }),
          fix: env.t('Add them on the page “Scopes” of the app, and activate the app again.'),
        },
  );
  for (const email of host ? [host.email] : hosts) checks.push(await hostCheck(context, fetched.token, email, new URL(apiUrl).host));
  return checks;
}

async function hostCheck(context: ProviderContext, token: string, email: string, address: string): Promise<ConnectionCheck> {
  const { env } = context;
  const name = 'host';
  const fix = env.t('Use the e-mail address of an active user of this Zoom account, or leave the list of hosts empty.');
  try {
    const user = readAnswer('host', userAnswer, await callWith(context, token, { doing: 'host', method: 'GET', path: `/users/${encodeURIComponent(email)}` }));
    if (user.status === 'active') return { name, ok: true, message: env.t('Zoom knows {email}.', { email }) };
    return { name, ok: false, why: 'refused', message: env.t('{email} is no active user of this Zoom account.', { email }), fix };
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'permanent')
      return { name, ok: false, why: 'refused', message: env.t('{email} is no active user of this Zoom account.', { email }), fix };
    const refused = { message: env.t('Zoom does not let the app look up {email}.', { email }), fix: env.t('Add the scope user:read:user:admin to the app.') };
    return failedCheck(env, name, address, error, refused);
  }
}
