import type { Env } from '#core';

/** Filled by the script after a drag: what would be, what stands in the way, and nothing is saved before it is confirmed. */
export function PlanDialog({ env, back }: { env: Env<'meetings'>; back: string }) {
  return (
    <dialog id="plan" class="plan" aria-labelledby="plan-title" data-moved={env.t('This page was brought up to date.')}>
      <h2 id="plan-title" data-plan-title data-new={env.t('New meeting')}>
        {env.t('New meeting')}
      </h2>
      <p data-plan-when />
      <p class="fault" data-plan-problem data-refused={env.t('That did not work. Please try again.')} hidden />
      <div data-plan-clashes hidden>
        <p>
          <strong>{env.t('In the way:')}</strong>
        </p>
        <ul />
      </div>
      <p class="muted" data-plan-free hidden>
        {env.t('Nothing is in the way.')}
      </p>
      <div class="row">
        <form method="post" action="/app/calendar/move" data-plan-move hidden>
          {['meeting', 'version', 'start', 'end'].map((name) => (
            <input type="hidden" name={name} />
          ))}
          <input type="hidden" name="tz" value={env.preferences.timeZone} />
          <input type="hidden" name="back" value={back} />
          <div class="form">
            <label>
              {env.t('Reason of the change (told to the attendees)')}
              <input type="text" name="reason" maxlength={500} autocomplete="off" />
            </label>
            <p class="small">{env.t('Whoever was invited is told of the new time.')}</p>
            <div class="row">
              <button type="submit" class="primary">
                {env.t('Move')}
              </button>
            </div>
          </div>
        </form>
        <a class="button primary" href="/app/meetings/new" data-plan-new hidden>
          {env.t('Plan')}
        </a>
        <form method="dialog">
          <button type="submit">{env.t('Discard')}</button>
        </form>
      </div>
    </dialog>
  );
}
