import {
  accountOf,
  type ConnectionCheck,
  clockCheck,
  failedCheck,
  notEntered,
  type ProviderContext,
  ProviderFailure,
  readAnswer,
} from '../meetings/contract.ts';
import { userAnswer } from './answers.ts';
import { callWith, fetchToken } from './call.ts';
import { accountNeeds, settings } from './settings.ts';

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

const sideScopes: ReadonlySet<string> = new Set(['meeting:read:summary:admin', 'user:read:user:admin']);

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
  const values = accountOf(context, settings);
  const { tokenUrl, apiUrl, hosts } = values;
  const missing = notEntered(env, settings, values, accountNeeds);
  if (missing) return [missing];
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
  const lacking = neededScopes.filter((scope) => !granted(scope, given));
  checks.push(
    lacking.length === 0
      ? { name: 'scopes', ok: true, message: env.t('The app has all the scopes that are needed.') }
      : {
          name: 'scopes',
          ok: false,
          why: 'refused',
          // rooms are made without summaries, and without looking a host up
          weight: lacking.some((scope) => !sideScopes.has(scope)) ? 'blocking' : 'warning',
          message: env.t('The app lacks scopes: {scopes}.', { scopes: lacking.join(', ') }),
          fix: env.t('Add them on the page “Scopes” of the app, and activate the app again.'),
        },
  );
  const address = new URL(apiUrl).host;
  const asked = hosts.length > 0 ? hosts : host ? [host.email] : [];
  if (asked.length === 0) return [...checks, await interfaceCheck(context, fetched.token, address)];
  const found: ConnectionCheck[] = [];
  for (const email of asked) found.push(await hostCheck(context, fetched.token, email, address));
  // one of the pool is enough to make rooms, and somebody else may be the host
  const some = hosts.length === 0 || found.some(({ ok }) => ok);
  return [
    ...checks,
    ...found.map((check) => (check.why === 'refused' && check.weight === undefined && some ? { ...check, weight: 'warning' as const } : check)),
  ];
}

/** Without anybody to look for: does the interface answer at all? Which user the app itself is plays no part. */
async function interfaceCheck(context: ProviderContext, token: string, address: string): Promise<ConnectionCheck> {
  const { env } = context;
  const name = 'host';
  const untested: ConnectionCheck = {
    name,
    ok: null,
    message: env.t('{host} answers. Whether rooms can be made for a host is not tested: name somebody to test as.', { host: address }),
  };
  try {
    await callWith(context, token, { doing: 'interface', method: 'GET', path: '/users/me' });
    return untested;
  } catch (error) {
    if (error instanceof ProviderFailure && (error.kind === 'permanent' || error.status === 400)) return untested;
    return failedCheck(env, name, address, error, {
      message: env.t('{host} refuses the access token.', { host: address }),
      fix: env.t('See that the app is activated, and that its scopes are those of the read-me.'),
    });
  }
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
    const expired = error instanceof ProviderFailure && error.kind === 'auth.expired';
    const refused = expired
      ? {
          message: env.t('{host} refuses the access token.', { host: address }),
          fix: env.t('See that the app is activated, and that its scopes are those of the read-me.'),
        }
      : { message: env.t('Zoom does not let the app look up {email}.', { email }), fix: env.t('Add the scope user:read:user:admin to the app.') };
    const check = failedCheck(env, name, address, error, refused);
    return check.why === 'refused' ? { ...check, weight: expired ? 'blocking' : 'warning' } : check;
  }
}
