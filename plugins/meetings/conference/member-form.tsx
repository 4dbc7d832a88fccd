import { z } from 'zod';
import type { Env } from '#core';
import { Checkbox, Field, isTicked, PasteOrFile, pastedOrFile, Select, TextArea, TextField } from '../../web/contract.ts';

/** A member of a schema as a form needs it. */
type Member = {
  name: string;
  title: string;
  help: string | undefined;
  type: 'text' | 'long' | 'list' | 'number' | 'bool' | 'choice';
  /** A file of this kind may be chosen instead of pasting its text. */
  accept: string | undefined;
  choices: readonly { value: string; label: string }[];
  fallback: unknown;
};

const described = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  accept: z.string().optional(),
  enum: z.array(z.string()).optional(),
  choices: z.record(z.string(), z.string()).optional(),
  hidden: z.boolean().optional(),
  default: z.unknown().optional(),
});

function kindOf({ type, format, enum: values }: z.output<typeof described>): Member['type'] {
  if (values) return 'choice';
  if (type === 'boolean') return 'bool';
  if (type === 'array') return 'list';
  return type === 'integer' || type === 'number' ? 'number' : format === 'long' ? 'long' : 'text';
}

/** Does one of them take a file? Then its form needs `upload`. */
export const takeFiles = (members: readonly Member[]): boolean => members.some(({ accept }) => accept !== undefined);

/** The members that a form can show, in the order of the schema. */
export function membersOf(schema: z.ZodObject): Member[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([name, property]): Member[] => {
    const read = described.safeParse(property);
    if (!read.success || read.data.hidden) return [];
    const { title = name, description, accept, enum: values = [], choices = {}, default: fallback } = read.data;
    return [
      {
        name,
        title,
        help: description,
        type: kindOf(read.data),
        accept,
        choices: values.map((value) => ({ value, label: choices[value] ?? value })),
        fallback,
      },
    ];
  });
}

type Props = {
  env: Env;
  members: readonly Member[];
  values: Readonly<Record<string, unknown>>;
  secrets?: readonly string[];
  /** There is something already that an empty secret leaves as it is. */
  stored?: boolean;
  faults?: Readonly<Record<string, string>>;
};

/** Inputs for members; secrets stay empty and are kept where nothing is entered. */
export function MemberInputs({ env, members, values, secrets = [], stored = true, faults = {} }: Props) {
  return (
    <>
      {members.map((member) => (
        <MemberInput
          env={env}
          member={member}
          value={values[member.name] ?? member.fallback}
          secret={secrets.includes(member.name)}
          stored={stored}
          error={faults[member.name]}
        />
      ))}
    </>
  );
}

type OneProps = { env: Env; member: Member; value: unknown; secret: boolean; stored: boolean; error: string | undefined };

function MemberInput({ env, member, value, secret, stored, error }: OneProps) {
  const { name, title, type, choices, accept } = member;
  const text = secret || value === undefined || value === null ? '' : Array.isArray(value) ? value.join('\n') : String(value);
  const words = [member.help, secret && stored ? 'Leave empty to keep what is stored.' : type === 'list' && !member.help ? 'One per line.' : undefined];
  const help = words.flatMap((word) => (word === undefined ? [] : [env.t(word)])).join(' ') || undefined;
  const shared = { label: env.t(title), name, help, error };
  if (type === 'bool') return <Checkbox label={shared.label} name={name} checked={value === true} {...(help ? { help } : {})} />;
  if (type === 'choice') return <Select {...shared} value={text} choices={choices.map((choice) => ({ value: choice.value, label: env.t(choice.label) }))} />;
  if (secret && type === 'long')
    return (
      <Field {...shared}>
        <PasteOrFile
          name={name}
          accept={accept}
          words={env.t('Or choose the file:')}
          describedBy={[help ? `${name}-help` : '', error ? `${name}-fault` : ''].filter(Boolean).join(' ')}
          wrong={error !== undefined}
        />
      </Field>
    );
  if (type === 'long' || type === 'list') return <TextArea {...shared} value={text} />;
  if (secret) return <TextField {...shared} type="password" autocomplete="new-password" />;
  return <TextField {...shared} type={type === 'number' ? 'number' : 'text'} value={text} maxlength={20_000} />;
}

/** What a form sent, as the members take it; what was left empty is left out, of a list also its empty lines. */
export async function readMembers(members: readonly Member[], form: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const raw = await pastedOrFile(
    form,
    members.flatMap(({ name, accept }) => (accept === undefined ? [] : [name])),
  );
  return Object.fromEntries(
    members.flatMap(({ name, type }): [string, unknown][] => {
      const sent = [raw[name] ?? []].flat().at(-1);
      if (type === 'bool') return [[name, isTicked(raw[name])]];
      if (typeof sent !== 'string' || (sent.trim() === '' && type !== 'list')) return [];
      if (type === 'list')
        return [
          [
            name,
            sent
              .split(/\r?\n/)
              .map((line) => line.trim())
              .filter((line) => line !== ''),
          ],
        ];
      return [[name, type === 'number' ? Number(sent) : type === 'long' ? sent : sent.trim()]];
    }),
  );
}
