import { z } from 'zod';
import type { Env } from '#core';
import { Checkbox, Select, TextArea, TextField } from '../../web/contract.ts';

/** A member of a schema as a form needs it. */
type Member = {
  name: string;
  title: string;
  help: string | undefined;
  type: 'text' | 'long' | 'number' | 'bool' | 'choice';
  choices: readonly { value: string; label: string }[];
  fallback: unknown;
};

const described = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
  choices: z.record(z.string(), z.string()).optional(),
  hidden: z.boolean().optional(),
  default: z.unknown().optional(),
});

/** The members that a form can show, in the order of the schema. */
export function membersOf(schema: z.ZodObject): Member[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([name, property]): Member[] => {
    const read = described.safeParse(property);
    if (!read.success || read.data.hidden) return [];
    const { type, title = name, description, format, enum: values, choices = {}, default: fallback } = read.data;
    const kind = values ? 'choice' : type === 'boolean' ? 'bool' : type === 'integer' || type === 'number' ? 'number' : format === 'long' ? 'long' : 'text';
    return [{ name, title, help: description, type: kind, choices: (values ?? []).map((value) => ({ value, label: choices[value] ?? value })), fallback }];
  });
}

type Props = {
  env: Env;
  members: readonly Member[];
  values: Readonly<Record<string, unknown>>;
  secrets?: readonly string[];
  faults?: Readonly<Record<string, string>>;
};

/** Inputs for members; secrets stay empty and are kept where nothing is entered. */
export function MemberInputs({ env, members, values, secrets = [], faults = {} }: Props) {
  return (
    <>
      {members.map(({ name, title, help, type, choices, fallback }) => {
        const value = values[name] ?? fallback;
        const text = secrets.includes(name) || value === undefined || value === null ? '' : String(value);
        const shared = { label: env.t(title), name, help: help === undefined ? undefined : env.t(help), error: faults[name] };
        if (type === 'bool') return <Checkbox label={shared.label} name={name} checked={value === true} {...(shared.help ? { help: shared.help } : {})} />;
        if (type === 'choice')
          return <Select {...shared} value={text} choices={choices.map((choice) => ({ value: choice.value, label: env.t(choice.label) }))} />;
        if (type === 'long') return <TextArea {...shared} value={text} />;
        if (secrets.includes(name))
          return (
            <TextField
              {...shared}
              type="password"
              autocomplete="new-password"
              help={[shared.help, env.t('Leave empty to keep what is stored.')].filter(Boolean).join(' ')}
            />
          );
        return <TextField {...shared} type={type === 'number' ? 'number' : 'text'} value={text} maxlength={20_000} />;
      })}
    </>
  );
}

/** What a form sent, as the members take it; what was left empty is left out. */
export function readMembers(members: readonly Member[], raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    members.flatMap(({ name, type }): [string, unknown][] => {
      const sent = [raw[name] ?? []].flat().at(-1);
      if (type === 'bool') return [[name, sent === 'true']];
      if (typeof sent !== 'string' || sent.trim() === '') return [];
      return [[name, type === 'number' ? Number(sent) : type === 'long' ? sent : sent.trim()]];
    }),
  );
}
