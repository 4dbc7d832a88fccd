import type { Env } from '#core';
import { Checkbox, Field, Form, Icon, Notice, Select, TextArea, TextField } from '../../web/contract.ts';
import { type FormState, issueAt } from '../form-state.ts';
import { GroupBoxes } from './group-choices.tsx';
import { ROOT } from './permissions-page.tsx';
import { type ConditionLine, fieldChoices, operators, operatorWords } from './rule-conditions.ts';

/** A rule as its form holds it. */
export type RuleValues = {
  readonly name: string;
  readonly model: string;
  /** Everybody who is signed in, instead of `groups`. */
  readonly everybody: boolean;
  readonly groups: readonly string[];
  readonly except: readonly string[];
  readonly operations: readonly string[];
  readonly join: 'all' | 'any';
  readonly lines: readonly ConditionLine[];
  /** Expert mode: not empty, it counts instead of the lines. */
  readonly json: string;
  readonly active: boolean;
};

export type Previewed = { readonly person: string; readonly name: string; readonly before: number; readonly after: number };

const spare: ConditionLine = { field: '', operator: 'is', value: '' };
export const MOST_LINES = 20;

function Line({
  env,
  choices,
  index,
  line,
  state,
}: {
  env: Env<'base'>;
  choices: ReturnType<typeof fieldChoices>;
  index: number;
  line: ConditionLine;
  state: FormState;
}) {
  const groups = [...new Set(choices.map(({ group }) => group))];
  return (
    <div class="line">
      <Field label={env.t('Field {number}', { number: index + 1 })} name={`field-${index}`} error={issueAt(state, `field-${index}`)}>
        <select id={`field-${index}`} name="field">
          <option value="">–</option>
          {groups.map((group) => (
            <optgroup label={group}>
              {choices
                .filter((choice) => choice.group === group)
                .map(({ value, label }) => (
                  <option value={value} selected={value === line.field}>
                    {label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </Field>
      <Field label={env.t('Condition')} name={`operator-${index}`} error={issueAt(state, `operator-${index}`)}>
        <select id={`operator-${index}`} name="operator">
          {operators.map((operator) => (
            <option value={operator} selected={operator === line.operator}>
              {operatorWords(env, operator)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={env.t('Value')} name={`value-${index}`} error={issueAt(state, `value-${index}`)}>
        <input id={`value-${index}`} name="value" type="text" value={line.value} maxlength={500} />
      </Field>
    </div>
  );
}

/** Conditions line by line; a line that is left empty counts for nothing. Works without scripts: the buttons send the form and it comes back. */
export function RuleForm({
  env,
  action,
  values,
  people,
  person,
  previewed,
  state,
}: {
  env: Env<'base'>;
  action: string;
  values: RuleValues;
  people: readonly { id: string; name: string }[];
  person: string;
  previewed: Previewed | undefined;
  state: FormState;
}) {
  const choices = fieldChoices(env, values.model);
  const lines = values.lines.length < MOST_LINES ? [...values.lines, spare] : values.lines;
  const letters: readonly [string, string][] = [
    ['r', env.t('Read')],
    ['u', env.t('Change')],
    ['d', env.t('Delete')],
    ['c', env.t('Create')],
  ];
  return (
    <Form action={action} problem={state.problem} guarded>
      <input type="hidden" name="model" value={values.model} />
      <TextField label={env.t('What the rule is for')} name="name" value={values.name} required maxlength={120} error={issueAt(state, 'name')} />
      <fieldset>
        <legend>{env.t('Whom it concerns')}</legend>
        <div class="field check">
          <label>
            <input type="checkbox" name="everybody" value="true" checked={values.everybody} /> {env.t('Everybody who is signed in')}
          </label>
        </div>
      </fieldset>
      <GroupBoxes env={env} name="groups" legend={env.t('Or only these groups')} chosen={values.groups} error={issueAt(state, 'groups')} />
      <GroupBoxes
        env={env}
        name="except"
        legend={env.t('But not these groups')}
        help={env.t('Who is in one of them is not concerned, whatever else they are in.')}
        chosen={values.except}
        error={issueAt(state, 'except')}
      />
      <fieldset>
        <legend>{env.t('What it narrows')}</legend>
        <div class="boxes">
          {letters.map(([letter, label]) => (
            <div class="field check">
              <label>
                <input type="checkbox" name="operations" value={letter} checked={values.operations.includes(letter)} /> {label}
              </label>
            </div>
          ))}
        </div>
        {issueAt(state, 'operations') ? <p class="fault">{issueAt(state, 'operations')}</p> : null}
      </fieldset>
      <fieldset>
        <legend>{env.t('Only records that fit stay open')}</legend>
        <Select
          label={env.t('Records must fit')}
          name="join"
          value={values.join}
          choices={[
            { value: 'all', label: env.t('all of these conditions') },
            { value: 'any', label: env.t('at least one of these conditions') },
          ]}
        />
        {lines.map((line, index) => (
          <Line env={env} choices={choices} index={index} line={line} state={state} />
        ))}
        <div class="row">
          <button type="submit" class="button" name="do" value="more">
            <Icon name="plus" /> {env.t('One more condition')}
          </button>
        </div>
      </fieldset>
      <details open={values.json !== ''}>
        <summary>{env.t('For experts: as JSON')}</summary>
        <TextArea
          label={env.t('Condition as JSON')}
          name="json"
          value={values.json}
          rows={6}
          help={env.t('Counts instead of the lines above when it is not empty.')}
          error={issueAt(state, 'domain')}
        />
      </details>
      <Checkbox label={env.t('Active')} name="active" checked={values.active} />
      {previewed ? (
        <Notice kind={previewed.after < previewed.before ? 'warn' : 'info'}>
          {previewed.before === previewed.after
            ? env.t('Hides nothing from {name}: {count} records stay open.', { name: previewed.name, count: previewed.after })
            : env.t('Hides {hidden} of {count} records from {name}.', {
                hidden: previewed.before - previewed.after,
                count: previewed.before,
                name: previewed.name,
              })}
        </Notice>
      ) : null}
      <div class="row">
        <Select label={env.t('Try it out on')} name="person" value={person} choices={people.map(({ id, name }) => ({ value: id, label: name }))} />
        <button type="submit" class="button" name="do" value="preview">
          {env.t('Preview')}
        </button>
      </div>
      <div class="row">
        <button type="submit" class="button primary" name="do" value="save">
          {env.t('Save')}
        </button>
        <a class="button" href={`${ROOT}/rules`}>
          {env.t('Go back')}
        </a>
      </div>
    </Form>
  );
}
