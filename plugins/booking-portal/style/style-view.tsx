import { type Env, fail } from '#core';
import { isColour } from './page-style.tsx';

type PortalEnv = Env<'booking-portal'>;

/** A record that belongs to whoever makes it. @throws ACCESS_DENIED where nobody acts */
export function ownerOf(env: PortalEnv): string {
  if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.principal.person;
}

/** Checks the colour; whoever makes a style owns it. @throws INPUT_INVALID */
export async function saveStyle(env: PortalEnv, id: string | undefined, values: Record<string, unknown>): Promise<string> {
  const { name, text } = values;
  const accent = typeof values.accent === 'string' ? values.accent.trim().toLowerCase() : values.accent;
  if (typeof accent === 'string' && accent !== '' && !isColour(accent))
    throw fail('INPUT_INVALID', { issues: [{ path: 'accent', message: env.t('Use a colour such as #3355cc.') }] });
  const given = {
    ...(typeof name === 'string' ? { name } : {}),
    ...(accent === undefined ? {} : { accent: typeof accent === 'string' && accent !== '' ? accent : null }),
    ...(text === undefined ? {} : { text: typeof text === 'string' && text !== '' ? text : null }),
  };
  if (id !== undefined) return (await env.model('booking.style').update(id, given)).id;
  return (await env.model('booking.style').create({ name: '', ...given, owner: ownerOf(env) })).id;
}

/** Beneath the form of a style: its logo, and a way to see it. */
export async function logoPanel(env: PortalEnv, record: { id: string }) {
  const [style] = await env.asPlugin().model('booking.style').pick({ id: record.id }, ['logoAt']);
  const [link] = await env.model('booking.link').pick({ style: record.id, active: true }, ['name'], { order: ['name'], limit: 1 });
  return (
    <section class="section card">
      <h2>{env.t('Logo')}</h2>
      {style?.logoAt ? (
        <img src={`/page-style/${record.id}/logo?v=${style.logoAt.getTime()}`} alt={env.t('Logo')} height="48" />
      ) : (
        <p class="muted">{env.t('None: the workspace’s own is shown.')}</p>
      )}
      <form method="post" action={`/app/page-styles/${record.id}/logo`} enctype="multipart/form-data" class="look-up">
        <label>
          {env.t('PNG, JPEG or WebP, up to 256 kB')}
          <input type="file" name="logo" accept="image/png,image/jpeg,image/webp" required />
        </label>
        <button type="submit">{env.t('Take this logo')}</button>
      </form>
      <div class="row">
        {style?.logoAt ? (
          <form method="post" action={`/app/page-styles/${record.id}/logo/remove`}>
            <button type="submit">{env.t('Remove the logo')}</button>
          </form>
        ) : null}
        {link ? <a href={`/app/booking-links/${link.id}/preview`}>{env.t('See it on “{name}”', { name: link.name })}</a> : null}
      </div>
    </section>
  );
}
