import { type Env, formatCivilDate, formatDateTime, formatRange } from '#core';
import { Linked, Table } from '../web/contract.ts';
import type { Activity } from './my-activities.ts';

/** Only addresses on this site and plain web addresses become links. */
const safeLink = (link: string | null): string | undefined => (link && (/^\/(?![/\\])/.test(link) || /^https?:\/\//i.test(link)) ? link : undefined);

/** When it is due and, if it is about a time, when that is, in the viewer's zone. */
export function whenText(env: Env<'activities'>, activity: Activity): string {
  const { preferences } = env;
  const { startsAt, endsAt, due } = activity;
  if (!startsAt) return formatCivilDate(due, preferences, 'medium');
  return endsAt ? formatRange(startsAt, endsAt, preferences.timeZone, preferences) : formatDateTime(startsAt, preferences.timeZone, preferences);
}

function ActionButton({ activity, action, label, next }: { activity: Activity; action: string; label: string; next: string }) {
  return (
    <form method="post" action={`/app/activities/${activity.id}/${action}`}>
      <input type="hidden" name="next" value={next} />
      <button type="submit" class="button" aria-label={`${label}: ${activity.summary}`}>
        {label}
      </button>
    </form>
  );
}

/** More than two lines are folded: of a meeting its time stands beside it, and zones and address are for who wants to know. */
function Note({ env, activity, text }: { env: Env<'activities'>; activity: Activity; text: string }) {
  const note = (
    <p class="muted lines">
      <Linked text={text} />
    </p>
  );
  if (text.split('\n').length <= 2) return note;
  return (
    <details>
      <summary class="muted">
        {env.t('Details')}
        <span class="visually-hidden">: {activity.summary}</span>
      </summary>
      {note}
    </details>
  );
}

/** Activities with what can be done about each; forms, so that it works without scripts. */
export function ActivityTable({ env, activities, next }: { env: Env<'activities'>; activities: readonly Activity[]; next: string }) {
  return (
    <Table
      head={[env.t('Summary'), env.t('Due'), '']}
      rows={activities.map((activity) => {
        const link = safeLink(activity.link);
        return [
          <>
            {link === undefined ? <strong>{activity.summary}</strong> : <a href={link}>{activity.summary}</a>}
            {activity.note ? <Note env={env} activity={activity} text={activity.note} /> : null}
          </>,
          whenText(env, activity),
          <div class="row">
            {activity.doneAt ? (
              <ActionButton activity={activity} action="undo" label={env.t('Undo')} next={next} />
            ) : (
              <>
                <ActionButton activity={activity} action="done" label={env.t('Done')} next={next} />
                <ActionButton activity={activity} action="snooze" label={env.t('One day later')} next={next} />
              </>
            )}
          </div>,
        ];
      })}
    />
  );
}
