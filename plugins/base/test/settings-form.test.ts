import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { workspaceSettings } from '../settings.ts';
import { settingsFromForm, settingsInputs } from '../settings-form.ts';

const example = {
  schema: z.object({
    host: z.string().default('').meta({ title: 'Server', description: 'Its name.' }),
    portNumber: z.coerce.number().int().min(1).max(65535).default(587),
    secure: z.boolean().default(true),
    mode: z.enum(['slow', 'fast']).default('slow'),
    token: z.string().default(''),
    hosts: z.array(z.string()).default([]),
    nested: z.object({ a: z.number() }).default({ a: 1 }),
  }),
  secrets: ['token'],
};

describe('a settings form made from a schema', () => {
  it('has an input per member, in order, with words and limits', () => {
    const inputs = settingsInputs(example);
    expect(inputs.map(({ name, kind }) => [name, kind])).toEqual([
      ['host', 'text'],
      ['portNumber', 'number'],
      ['secure', 'bool'],
      ['mode', 'choice'],
      ['token', 'secret'],
      ['hosts', 'list'],
      ['nested', 'other'],
    ]);
    expect(inputs[0]).toMatchObject({ label: 'Server', help: 'Its name.' });
    expect(inputs[1]).toMatchObject({ label: 'Port number', min: 1, max: 65535 });
    expect(inputs[3]?.choices).toEqual(['slow', 'fast']);
  });

  it('reads what was sent: boxes that are not sent are off, an empty secret stays, the environment wins', () => {
    const inputs = settingsInputs(example);
    const none = new Set<string>();
    expect(settingsFromForm(inputs, { host: 'a', portNumber: '25', mode: 'fast', token: '', hosts: 'x\r\n\r\n y ' }, none)).toEqual({
      host: 'a',
      portNumber: 25,
      secure: false,
      mode: 'fast',
      hosts: ['x', 'y'],
    });
    expect(settingsFromForm(inputs, { token: 'new' }, none)).toEqual({ secure: false, token: 'new' });
    expect(settingsFromForm(inputs, { token: '', 'token:clear': 'on' }, none)).toEqual({ secure: false, token: '' });
    expect(settingsFromForm(inputs, { host: 'changed', secure: 'on' }, new Set(['host', 'secure']))).toEqual({});
  });

  it('shows the workspace without the logo, which has its own place', () => {
    const inputs = settingsInputs(workspaceSettings);
    expect(inputs.map(({ name }) => name)).not.toContain('logo');
    expect(Object.fromEntries(inputs.map(({ name, kind }) => [name, kind]))).toMatchObject({
      name: 'text',
      accent: 'color',
      timeZone: 'zone',
      language: 'choice',
      fromEmail: 'email',
      mailFooter: 'long',
      signInPerEmail: 'number',
    });
    expect(workspaceSettings.schema.parse({})).toMatchObject({ name: 'Atrium', timeZone: 'UTC', language: 'en' });
  });
});
