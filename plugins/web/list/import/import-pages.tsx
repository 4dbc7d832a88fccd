import type { Env } from '#core';
import { LinkButton, Table } from '../../components/display.tsx';
import { Form } from '../../components/form.tsx';
import { FormActions } from '../../components/form-actions.tsx';
import { Notice } from '../../components/notice.tsx';
import { AdminPage } from '../../components/page.tsx';
import type { ModelViews } from '../../views-of.ts';
import { type Mapping, mappingChoices } from './map-columns.ts';
import { FIRST_LINE, type RowFault } from './plan-import.ts';
import type { ImportOutcome } from './run-import.ts';
import type { ImportTable } from './table.ts';

const styles = [{ plugin: 'web', file: 'list.css' }];
const previewRows = 8;
const shownFaults = 100;

/** Step one: the file. */
export function UploadPage({ env, views, problem }: { env: Env; views: ModelViews; problem: string | undefined }) {
  const { model } = views;
  return (
    <AdminPage env={env} title={env.t('Import: {what}', { what: env.t(model.labelPlural) })} active={`/app/${model.name}`} styles={styles}>
      <div class="card">
        <Form action={`/app/${model.name}/import`} problem={problem} upload>
          <p>
            {env.t(
              'A CSV or XLSX file whose first line names the columns: up to 10,000 rows and 5 MB. Nothing is written before you have seen what would happen.',
            )}
          </p>
          <p class="muted">
            {env.t(
              'To change many records, export the list, edit the file, and import it again: the columns Id and External id say which record a row is. Rows without them become new records.',
            )}
          </p>
          <div class="field">
            <label for="file">{env.t('File')}</label>
            <input id="file" name="file" type="file" required accept=".csv,.tsv,.txt,.xlsx,text/csv" />
          </div>
          <FormActions env={env} label={env.t('Continue')} back={`/app/${model.name}`} />
        </Form>
      </div>
    </AdminPage>
  );
}

type MapProps = {
  env: Env;
  views: ModelViews;
  upload: { id: string; fileName: string; table: ImportTable };
  mapping: Mapping;
  /** Of the first rows, before anything was tried out. */
  preview: readonly RowFault[];
  outcome: ImportOutcome | undefined;
  applied: boolean;
};

/** Step two: which column is what, the first rows, what a dry run says, and the button that does it. */
export function MapPage({ env, views, upload, mapping, preview, outcome, applied }: MapProps) {
  const { model } = views;
  const { id, fileName, table } = upload;
  const choices = mappingChoices(env, views);
  const clean = outcome !== undefined && outcome.faults.length === 0;
  return (
    <AdminPage
      env={env}
      title={env.t('Import: {what}', { what: env.t(model.labelPlural) })}
      subtitle={env.t('{file} · rows: {count}', { file: fileName, count: table.rows.length.toLocaleString(env.preferences.language) })}
      active={`/app/${model.name}`}
      styles={styles}
    >
      {outcome ? <Outcome env={env} outcome={outcome} applied={applied} /> : null}
      <form method="post" action={`/app/${model.name}/import/${id}`} class="import">
        <div class="table-frame" tabindex={0}>
          <table class="preview">
            <caption class="visually-hidden">{env.t('The columns of the file and the first rows')}</caption>
            <thead>
              <tr>
                <th scope="col">{env.t('Row')}</th>
                {table.head.map((head, index) => (
                  <th scope="col">
                    <span class="head">{head || env.t('Column {number}', { number: index + 1 })}</span>
                    <select
                      name={`c${index}`}
                      aria-label={env.t('{column} is', { column: head || env.t('Column {number}', { number: index + 1 }) })}
                      autocomplete="off"
                    >
                      <option value="">{env.t('Leave out')}</option>
                      {choices.map(({ value, label }) => (
                        <option value={value} selected={mapping[index] === value}>
                          {label}
                        </option>
                      ))}
                    </select>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.slice(0, previewRows).map((cells, index) => (
                <PreviewRow line={index + FIRST_LINE} cells={cells} head={table.head} mapping={mapping} faults={preview} />
              ))}
            </tbody>
          </table>
        </div>
        <div class="row import-actions">
          <button type="submit" name="do" value="check" class={clean ? undefined : 'primary'}>
            {env.t('Check all rows')}
          </button>
          {clean ? (
            <button type="submit" name="do" value="apply" class="primary">
              {env.t('Import now')}
            </button>
          ) : null}
          <a class="button" href={`/app/${model.name}/import`}>
            {env.t('Another file')}
          </a>
        </div>
      </form>
    </AdminPage>
  );
}

function PreviewRow({
  line,
  cells,
  head,
  mapping,
  faults,
}: {
  line: number;
  cells: readonly string[];
  head: readonly string[];
  mapping: Mapping;
  faults: readonly RowFault[];
}) {
  const mine = faults.filter((fault) => fault.line === line);
  const whole = mine.filter(({ column }) => column === undefined || !head.includes(column));
  return (
    <tr>
      <td class="num">
        {line}
        {whole.map(({ column, message }) => (
          <p class="fault">{[column, message].filter(Boolean).join(': ')}</p>
        ))}
      </td>
      {head.map((name, index) => {
        const fault = mine.find(({ column }) => column === name && mapping[index] !== '');
        const text = cells[index] ?? '';
        return (
          <td class={mapping[index] ? undefined : 'muted'}>
            <span class="cell">{text.length > 120 ? `${text.slice(0, 120)}…` : text}</span>
            {fault ? <p class="fault">{fault.message}</p> : null}
          </td>
        );
      })}
    </tr>
  );
}

function Outcome({ env, outcome: { created, updated, same, faults }, applied }: { env: Env; outcome: ImportOutcome; applied: boolean }) {
  const lines = new Set(faults.map(({ line }) => line)).size;
  if (faults.length === 0)
    return (
      <Notice kind="ok">
        {env.t('All rows are in order: {created} new, {updated} changed, {same} as they are. Nothing is written yet.', { created, updated, same })}
      </Notice>
    );
  return (
    <>
      <Notice kind="danger">
        {applied ? env.t('Nothing was imported.') : null}{' '}
        {env.t('Rows that cannot be imported: {count}. Please correct the file, or leave out columns.', { count: lines })}
      </Notice>
      <Table
        head={[env.t('Row'), env.t('Column'), env.t('Why')]}
        rows={faults.slice(0, shownFaults).map(({ line, column, message }) => [String(line), column ?? '–', message])}
        caption={env.t('Rows that cannot be imported')}
      />
      {faults.length > shownFaults ? <p class="muted">{env.t('and {count} more', { count: faults.length - shownFaults })}</p> : null}
      <p class="section" />
    </>
  );
}

/** What was imported is done once: a second press lands here. */
export function DonePage({ env, views }: { env: Env; views: ModelViews }) {
  return (
    <AdminPage env={env} title={env.t('Import: {what}', { what: env.t(views.model.labelPlural) })} active={`/app/${views.model.name}`}>
      <Notice kind="ok">{env.t('This file has been imported.')}</Notice>
      <LinkButton href={`/app/${views.model.name}`}>{env.t('Back to the list')}</LinkButton>
    </AdminPage>
  );
}
