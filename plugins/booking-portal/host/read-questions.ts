import type { Issue } from '#core';
import { typed } from '../../web/contract.ts';
import { type Question, question } from '../questions.ts';
import type { QuestionLine } from './questions-page.tsx';

const LINES = 40;

/**
 * Reads the form of questions. Lines without a question are left out; the others stand in the order of their places.
 * @returns the questions, the lines as typed, and a fault for each line that cannot stand (`label_<line>`, by the order shown again)
 */
export function readQuestions(raw: Readonly<Record<string, unknown>>, newId: () => string): { questions: Question[]; lines: QuestionLine[]; issues: Issue[] } {
  const given = Array.from({ length: LINES }, (_, at) => ({
    place: Number(typed(raw, `place_${at}`)) || at + 1,
    line: {
      id: typed(raw, `id_${at}`),
      label: typed(raw, `label_${at}`).trim(),
      kind: typed(raw, `kind_${at}`) || 'text',
      required: typed(raw, `required_${at}`) === 'true',
      choices: typed(raw, `choices_${at}`),
    },
  }))
    .filter(({ line }) => line.label !== '')
    .sort((a, b) => a.place - b.place);
  const lines = given.map(({ line }) => line);
  const questions: Question[] = [];
  const issues: Issue[] = [];
  for (const [at, line] of lines.entries()) {
    const choices = line.kind === 'choice' ? [...new Set(line.choices.split('\n').map((choice) => choice.trim()))].filter((choice) => choice !== '') : [];
    const known = /^[a-z0-9]{1,20}$/.test(line.id) && !questions.some(({ id }) => id === line.id);
    const read = question.safeParse({ ...line, choices, id: known ? line.id : newId() });
    if (!read.success) issues.push({ path: `label_${at}`, message: 'This question cannot stand like this: it is too long, or has too many choices.' });
    else if (line.kind === 'choice' && choices.length < 2) issues.push({ path: `label_${at}`, message: 'Write at least two choices, one per line.' });
    else questions.push(read.data);
  }
  if (questions.length > 20) issues.push({ path: 'label_0', message: 'Ask at most 20 questions.' });
  return { questions, lines, issues };
}
