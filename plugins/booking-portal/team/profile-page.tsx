import { type Env, fail } from '#core';
import { AdminPage, Checkbox, Form, TextArea } from '../../web/contract.ts';
import { hostAssets } from '../host/host-assets.ts';

type PortalEnv = Env<'booking-portal'>;

const MOST_TEAMS = 200;

export function meOf(env: PortalEnv): string {
  if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.principal.person;
}

/** What strangers may see of me, and on which team pages. */
export async function ProfilePage({ env }: { env: PortalEnv }) {
  const person = meOf(env);
  const [profile] = await env.model('booking.profile').find({ person });
  const teams = await env.model('booking.team').pick({}, ['name'], { order: ['name'], limit: MOST_TEAMS });
  const mine = new Set((await env.model('booking.team_person').pick({ person }, ['team'])).map(({ team }) => team));
  return (
    <AdminPage
      env={env}
      title={env.t('My public profile')}
      subtitle={env.t('What strangers see of you on team pages: your name and what you choose here, nothing else.')}
      {...hostAssets}
    >
      <div class="card">
        <Form action="/app/me/profile" guarded>
          <Checkbox label={env.t('Show me on team pages')} name="shown" checked={profile?.shown ?? false} />
          <Checkbox label={env.t('With my photo')} name="showPhoto" checked={profile?.showPhoto ?? false} />
          <TextArea label={env.t('About me')} name="text" value={profile?.text ?? ''} rows={4} />
          {teams.length > 0 ? (
            <fieldset>
              <legend>{env.t('Team pages')}</legend>
              {teams.map(({ id, name }) => (
                <div class="check">
                  <input type="hidden" name="listed" value={id} />
                  <label>
                    <input type="checkbox" name="team" value={id} checked={mine.has(id)} /> {name}
                  </label>
                </div>
              ))}
            </fieldset>
          ) : (
            <p class="muted">{env.t('There are no team pages yet.')}</p>
          )}
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Save')}
            </button>
            <a class="button" href="/app/me">
              {env.t('Go back')}
            </a>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}

/** On everybody's own page. */
export const profileLink = (env: PortalEnv) => (
  <a class="button" href="/app/me/profile">
    {env.t('My public profile')}
  </a>
);
