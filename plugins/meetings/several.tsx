import type { Env } from '#core';

/** Any number of a list: boxes to tick, so that nobody has to hold a key. What is ticked stands first; a long list can be searched. */
export function Several({
  env,
  label,
  name,
  chosen,
  choices,
  error,
}: {
  env: Env;
  label: string;
  name: string;
  chosen: readonly string[];
  choices: readonly { id: string; name: string }[];
  error?: string | undefined;
}) {
  return (
    <fieldset class={error ? 'field wrong' : 'field'}>
      <legend class="small">{label}</legend>
      <div class="choices" data-search={env.t('Search')}>
        {[...choices.filter(({ id }) => chosen.includes(id)), ...choices.filter(({ id }) => !chosen.includes(id))].map((choice) => (
          <label>
            <input type="checkbox" name={name} value={choice.id} checked={chosen.includes(choice.id)} /> {choice.name}
          </label>
        ))}
      </div>
      {error ? <p class="fault">{error}</p> : null}
    </fieldset>
  );
}
