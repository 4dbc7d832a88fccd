import { type Env, formatDateTime } from '#core';

/** Meetings that are shown of each side. */
const SHOWN = 20;
/** Meetings of a contact that are looked at, the latest made first. */
const READ = 200;

/** Coming and past meetings of a contact, as far as the viewer may read them; times in the viewer's zone. */
export async function meetingsPanel(env: Env<'contacts'>, record: { id: string }) {
  const links = await env.model('contacts.meeting').pick({ contact: record.id }, ['event'], { order: ['-createdAt'], limit: READ });
  const events = await env
    .model('meeting.event')
    .pick({ id: { in: links.map(({ event }) => event) }, state: { ne: 'cancelled' } }, ['subject', 'start', 'end'], { order: ['start'] });
  const now = env.now();
  const coming = events.filter(({ end }) => end > now).slice(0, SHOWN);
  const past = events
    .filter(({ end }) => end <= now)
    .reverse()
    .slice(0, SHOWN);
  return (
    <section class="section">
      <h2>{env.t('Meetings')}</h2>
      <Side env={env} title={env.t('Coming meetings')} events={coming} empty={env.t('No coming meeting that you may see.')} />
      <Side env={env} title={env.t('Past meetings')} events={past} empty={env.t('No past meeting that you may see.')} />
    </section>
  );
}

type Shown = { id: string; subject: string; start: Date };

function Side({ env, title, events, empty }: { env: Env; title: string; events: readonly Shown[]; empty: string }) {
  const { language, timeZone, hour12 } = env.preferences;
  return (
    <>
      <h3>{title}</h3>
      {events.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <ul>
          {events.map(({ id, subject, start }) => (
            <li>
              <a href={`/app/meeting.event/${id}`}>{subject}</a> <span class="muted">{formatDateTime(start, timeZone, { language, hour12 })}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
