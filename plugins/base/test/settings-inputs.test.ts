import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { workspaceSettings } from '../settings.ts';
import { convertDuration, splitDuration } from '../settings-pages/duration.ts';
import { settingsFromForm } from '../settings-pages/settings-from-form.ts';
import { settingsInputs } from '../settings-pages/settings-inputs.ts';

const example = {
  schema: z.object({
    host: z.string().min(1).max(40).default('localhost').meta({ title: 'Server', description: 'Its name.' }),
    portNumber: z.coerce.number().int().min(1).max(65535).default(587),
    ratio: z.number().min(0).max(1).default(0.5),
    secure: z.boolean().default(true),
    mode: z
      .enum(['slow', 'fast'])
      .default('slow')
      .meta({ choices: { slow: 'Slowly', fast: 'Fast' } }),
    days: z.array(z.enum(['mon', 'tue'])).default(['mon']),
    token: z.string().default(''),
    hosts: z.array(z.string()).default([]),
    site: z.url().default('https://example.com'),
    patience: z.number().int().min(0).default(7_200).meta({ format: 'duration', unit: 'seconds' }),
    nested: z.object({ a: z.number() }).default({ a: 1 }),
  }),
  secrets: ['token'],
};
const inputs = settingsInputs(example);

describe('a settings form made from a schema', () => {
  it('has an input per member, in order, with words, limits and default', () => {
    expect(inputs.map(({ name, kind }) => [name, kind])).toEqual([
      ['host', 'text'],
      ['portNumber', 'number'],
      ['ratio', 'number'],
      ['secure', 'bool'],
      ['mode', 'choice'],
      ['days', 'choices'],
      ['token', 'secret'],
      ['hosts', 'list'],
      ['site', 'url'],
      ['patience', 'duration'],
      ['nested', 'other'],
    ]);
    const by = Object.fromEntries(inputs.map((input) => [input.name, input]));
    expect(by.host).toMatchObject({ label: 'Server', help: 'Its name.', required: true, maxLength: 40, fallback: 'localhost' });
    expect(by.portNumber).toMatchObject({ label: 'Port number', min: 1, max: 65535, whole: true });
    expect(by.ratio).toMatchObject({ whole: false });
    expect(by.mode?.choices).toEqual([
      { value: 'slow', label: 'Slowly' },
      { value: 'fast', label: 'Fast' },
    ]);
    expect(by.token?.fallback).toBeUndefined();
  });

  it('reads what was sent: boxes that are not sent are off, an empty secret stays, the environment wins', () => {
    const none = new Set<string>();
    const sent = { host: 'a', portNumber: '25', ratio: '0,25', mode: 'fast', token: '', hosts: 'x\r\n\r\n y ', patience: '3', 'patience:unit': 'minutes' };
    expect(settingsFromForm(inputs, sent, none)).toEqual({
      host: 'a',
      portNumber: 25,
      ratio: 0.25,
      secure: false,
      mode: 'fast',
      days: [],
      hosts: ['x', 'y'],
      patience: 180,
    });
    expect(settingsFromForm(inputs, { token: 'new', days: ['mon', 'tue'] }, none)).toEqual({ secure: false, token: 'new', days: ['mon', 'tue'] });
    expect(settingsFromForm(inputs, { token: '', 'token:clear': 'on', days: 'tue' }, none)).toEqual({ secure: false, token: '', days: ['tue'] });
    expect(settingsFromForm(inputs, { host: 'changed', secure: 'on' }, new Set(['host', 'secure', 'days']))).toEqual({});
  });

  it('shows the workspace without the logo, which has its own place', () => {
    const workspace = settingsInputs(workspaceSettings);
    expect(workspace.map(({ name }) => name)).not.toContain('logo');
    expect(Object.fromEntries(workspace.map(({ name, kind }) => [name, kind]))).toMatchObject({
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

describe('a duration', () => {
  it.each([
    [7_200, 'seconds', 2, 'hours'],
    [90, 'minutes', 90, 'minutes'],
    [72, 'hours', 3, 'days'],
    [0, 'minutes', 0, 'minutes'],
    [61, 'seconds', 61, 'seconds'],
  ] as const)('%d %s is shown as %d %s, and back', (count, unit, shown, shownUnit) => {
    expect(splitDuration(count, unit)).toEqual({ count: shown, unit: shownUnit });
    expect(convertDuration(shown, shownUnit, unit)).toBe(count);
  });
});
