/** Any number of a list: boxes to tick, so that nobody has to hold a key. */
export function Several({
  label,
  name,
  chosen,
  choices,
  error,
}: {
  label: string;
  name: string;
  chosen: readonly string[];
  choices: readonly { id: string; name: string }[];
  error?: string | undefined;
}) {
  return (
    <fieldset class={error ? 'field wrong' : 'field'}>
      <legend class="small">{label}</legend>
      <div class="choices">
        {choices.map((choice) => (
          <label>
            <input type="checkbox" name={name} value={choice.id} checked={chosen.includes(choice.id)} /> {choice.name}
          </label>
        ))}
      </div>
      {error ? <p class="fault">{error}</p> : null}
    </fieldset>
  );
}
