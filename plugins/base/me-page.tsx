import type { Child } from 'hono/jsx';
import { type Env, isZone, type Row } from '#core';
import { AdminPage, Avatar, Field, Form, Notice, Select, TextField, ZoneSelect } from '../web/contract.ts';
import { type FormState, issueAt } from './form-state.ts';
import { languageCodes, languageNames } from './languages.ts';
import { photoAddress } from './people.ts';
import { weekdayChoices } from './weekday-choices.ts';

export type Me = Row<'base', 'base.person'>;

/** My preferences, my photo, and the ways to password and sessions. `values` are what was typed, where the form was refused. */
export function MePage({
  env,
  me,
  values,
  state,
  photoProblem,
  notice,
}: {
  env: Env<'base'>;
  me: Me;
  values?: Record<string, unknown>;
  state: FormState;
  photoProblem?: string;
  notice?: string | undefined;
}) {
  const value = (name: string, stored: string): string => {
    const given = values?.[name];
    return typeof given === 'string' ? given : stored;
  };
  const more = env.catalog.slots('me').map((slot) => slot(env, {}));
  return (
    <AdminPage env={env} title={env.t('My preferences')}>
      {notice ? <Notice kind="ok">{notice}</Notice> : null}
      <Form action="/app/me" problem={state.problem}>
        <TextField label={env.t('Name')} name="name" value={value('name', me.name)} error={issueAt(state, 'name')} autocomplete="name" required />
        <TextField label={env.t('E-mail address')} name="email" type="email" value={me.email} help={env.t('An administrator can change it.')} readonly />
        <TextField label={env.t('Phone')} name="phone" value={value('phone', me.phone ?? '')} error={issueAt(state, 'phone')} autocomplete="tel" />
        <Field label={env.t('Time zone')} name="timeZone" error={issueAt(state, 'timeZone')}>
          <ZoneSelect name="timeZone" value={isZone(value('timeZone', me.timeZone)) ? value('timeZone', me.timeZone) : me.timeZone} now={env.now()} />
        </Field>
        <Select
          label={env.t('Language')}
          name="language"
          value={value('language', me.language)}
          error={issueAt(state, 'language')}
          choices={languageCodes.map((code) => ({ value: code, label: languageNames[code] }))}
        />
        <Select
          label={env.t('Clock')}
          name="hour12"
          value={value('hour12', me.hour12 ? '12' : '24')}
          error={issueAt(state, 'hour12')}
          choices={[
            { value: '24', label: env.t('24 hours (14:30)') },
            { value: '12', label: env.t('12 hours (2:30 pm)') },
          ]}
        />
        <Select
          label={env.t('Week starts on')}
          name="weekStart"
          value={value('weekStart', String(me.weekStart))}
          error={issueAt(state, 'weekStart')}
          choices={weekdayChoices(env.preferences.language)}
        />
        <div class="row">
          <button type="submit" class="button primary">
            {env.t('Save')}
          </button>
        </div>
      </Form>
      <PhotoSection env={env} me={me} problem={photoProblem} />
      <section class="section">
        <h2>{env.t('Safety')}</h2>
        <div class="row">
          <a class="button" href="/app/me/password">
            {env.t('Change password')}
          </a>
          <a class="button" href="/app/me/sessions">
            {env.t('Where I am signed in')}
          </a>
        </div>
        <form method="post" action="/sign-out">
          <button type="submit" class="button">
            {env.t('Sign out')}
          </button>
        </form>
      </section>
      {more.length > 0 ? (
        <section class="section">
          <h2>{env.t('More settings')}</h2>
          <div class="row">{more as Child}</div>
        </section>
      ) : null}
    </AdminPage>
  );
}

function PhotoSection({ env, me, problem }: { env: Env<'base'>; me: Me; problem?: string | undefined }) {
  const address = photoAddress(me);
  return (
    <section class="section">
      <h2>{env.t('Photo')}</h2>
      {address ? <Avatar name={me.name} photo={address} large /> : <p>{env.t('You have no photo yet.')}</p>}
      <Form action="/app/me/photo" problem={problem} upload>
        <Field label={env.t('New photo')} name="photo" help={env.t('PNG, JPEG or WebP, up to 256 kB.')}>
          <input id="photo" type="file" name="photo" accept="image/png,image/jpeg,image/webp" required />
        </Field>
        <div class="row">
          <button type="submit" class="button">
            {env.t('Upload')}
          </button>
        </div>
      </Form>
      {address ? (
        <form method="post" action="/app/me/photo/remove">
          <button type="submit" class="button danger">
            {env.t('Remove photo')}
          </button>
        </form>
      ) : null}
    </section>
  );
}
