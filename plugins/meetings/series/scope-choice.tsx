import type { Env } from '#core';

const choices = [
  ['this', 'This date alone'],
  ['following', 'This date and all after it'],
  ['all', 'All dates to come'],
] as const;

/** Which dates of a series something is about. */
export function ScopeChoice({ env, legend, chosen, help }: { env: Env<'meetings'>; legend: string; chosen: string; help?: string }) {
  return (
    <fieldset class="field">
      <legend class="small">{legend}</legend>
      <div class="choices">
        {choices.map(([value, label]) => (
          <label>
            <input type="radio" name="scope" value={value} checked={chosen === value} /> {env.t(label)}
          </label>
        ))}
      </div>
      {help === undefined ? null : <p class="help">{help}</p>}
    </fieldset>
  );
}
