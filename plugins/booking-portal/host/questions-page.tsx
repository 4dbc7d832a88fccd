import type { Env, Issue } from '#core';
import { AdminPage, Form, FormActions } from '../../web/contract.ts';
import type { Question } from '../questions.ts';
import { hostAssets } from './host-assets.ts';

/** One line of the form, as typed. */
export type QuestionLine = { id: string; label: string; kind: string; required: boolean; choices: string };

/** Empty lines to write new questions into. */
const SPARE = 3;
export const kindWords: Record<Question['kind'], string> = {
  text: 'One line',
  longText: 'Several lines',
  choice: 'Choice',
  checkbox: 'Yes or no',
  number: 'A number',
  phone: 'Phone number',
};

export const lineOf = ({ id, label, kind, required, choices }: Question): QuestionLine => ({ id, label, kind, required, choices: choices.join('\n') });

function Line({ env, line, at, fault }: { env: Env<'booking-portal'>; line: QuestionLine; at: number; fault: string | undefined }) {
  const name = (part: string): string => `${part}_${at}`;
  return (
    <tr>
      <td data-label={env.t('Question')}>
        <input type="hidden" name={name('id')} value={line.id} />
        <input name={name('label')} value={line.label} maxlength={200} aria-label={env.t('Question')} aria-invalid={fault ? 'true' : undefined} />
        {fault ? <p class="fault">{fault}</p> : null}
      </td>
      <td data-label={env.t('Answer')}>
        <select name={name('kind')} aria-label={env.t('Answer')}>
          {Object.entries(kindWords).map(([kind, label]) => (
            <option value={kind} selected={kind === line.kind}>
              {env.t(label as 'One line')}
            </option>
          ))}
        </select>
      </td>
      <td data-label={env.t('Choices, one per line')}>
        <textarea name={name('choices')} rows={2} aria-label={env.t('Choices, one per line')}>
          {line.choices}
        </textarea>
      </td>
      <td data-label={env.t('Must be answered')}>
        <input type="checkbox" name={name('required')} value="true" checked={line.required} aria-label={env.t('Must be answered')} />
      </td>
      <td data-label={env.t('Order')}>
        <input name={name('place')} type="number" value={String(at + 1)} min={1} max={40} aria-label={env.t('Order')} class="short" />
      </td>
    </tr>
  );
}

/** What the guests of a link are asked beside name and address: one line per question, empty ones at the end. */
export async function QuestionsPage(props: {
  env: Env<'booking-portal'>;
  link: { id: string; name: string };
  lines: readonly QuestionLine[];
  issues?: readonly Issue[];
}) {
  const { env, link, lines, issues = [] } = props;
  const blank: QuestionLine = { id: '', label: '', kind: 'text', required: false, choices: '' };
  const all = [...lines, ...Array.from({ length: SPARE }, () => blank)];
  return (
    <AdminPage env={env} title={env.t('Questions of “{name}”', { name: link.name })} active="/app/booking.link" {...hostAssets}>
      <div class="card questions">
        <Form
          action={`/app/booking-links/${link.id}/questions`}
          problem={issues.length > 0 ? env.t('Some questions cannot stand like this.') : undefined}
          guarded
        >
          <p class="muted">{env.t('Guests answer these after name and address. A line without a question is left out.')}</p>
          <div class="scroll">
            <table class="list">
              <thead>
                <tr>
                  {[env.t('Question'), env.t('Answer'), env.t('Choices, one per line'), env.t('Must be answered'), env.t('Order')].map((head) => (
                    <th scope="col">{head}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {all.map((line, at) => (
                  <Line env={env} line={line} at={at} fault={issues.find(({ path }) => path === `label_${at}`)?.message} />
                ))}
              </tbody>
            </table>
          </div>
          <FormActions env={env} label={env.t('Save')} back={`/app/booking.link/${link.id}`} />
        </Form>
      </div>
    </AdminPage>
  );
}
