import { z } from 'zod';

/** One question of a link. `choices` are read for `choice` alone. */
export const question = z.object({
  id: z.string().regex(/^[a-z0-9]{1,20}$/),
  label: z.string().trim().min(1).max(200),
  kind: z.enum(['text', 'longText', 'choice', 'checkbox', 'number', 'phone']),
  required: z.boolean().default(false),
  choices: z.array(z.string().trim().min(1).max(120)).max(30).default([]),
});
export type Question = z.output<typeof question>;

export const questionList = z.array(question).max(20);

export type Answer = { question: string; answer: string };

const longest: Record<Question['kind'], number> = { text: 300, longText: 2_000, choice: 120, checkbox: 3, number: 30, phone: 40 };

/** What the form field of a question is called. */
export const fieldOf = ({ id }: Pick<Question, 'id'>): string => `q_${id}`;

function faultOf(asked: Question, answer: string): string | undefined {
  if (answer === '') return asked.required ? 'Please answer this.' : undefined;
  if (answer.length > longest[asked.kind]) return 'This is too long.';
  if (asked.kind === 'choice' && !asked.choices.includes(answer)) return 'Choose one of these.';
  if (asked.kind === 'number' && !/^[+-]?\d{1,15}([.,]\d{1,10})?$/.test(answer)) return 'Write a number.';
  if (asked.kind === 'phone' && !/^\+?[\d\s()/.-]{5,40}$/.test(answer)) return 'Write a phone number, for example +49 30 123456.';
  return undefined;
}

/** Reads the answers from what a guest sent. @returns the answers that were given, and a fault for each that cannot stand, by the field's name */
export function readAnswers(
  questions: readonly Question[],
  raw: Readonly<Record<string, unknown>>,
): { answers: Answer[]; issues: { path: string; message: string }[] } {
  const answers: Answer[] = [];
  const issues: { path: string; message: string }[] = [];
  for (const asked of questions) {
    const given = raw[fieldOf(asked)];
    const typed = typeof given === 'string' ? given.trim() : typeof given === 'number' ? String(given) : given === true ? 'on' : '';
    const answer = asked.kind === 'checkbox' ? (typed === '' || typed === 'false' ? '' : 'yes') : typed;
    const message = faultOf(asked, answer);
    if (message) issues.push({ path: fieldOf(asked), message });
    else if (answer !== '') answers.push({ question: asked.label, answer });
  }
  return { answers, issues };
}
