import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Manifest, View } from '#core';
import { words as choiceWords } from '../plugins/web/contract.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const german: Record<string, string> = {};
/** What the plugins say in German for one English text; all of them read one table. */
const said = new Map<string, Set<string>>();
for (const file of globSync('{core,plugins/*}/i18n/de.json', { cwd: root })) {
  const texts = z.record(z.string(), z.string()).parse(JSON.parse(read(file)));
  Object.assign(german, texts);
  for (const [english, text] of Object.entries(texts)) said.set(english, (said.get(english) ?? new Set()).add(text));
}

/** The English texts that a source file asks the translations for. */
function asked(source: string): string[] {
  const literal = String.raw`(?:'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)")`;
  const calls = [new RegExp(String.raw`\.t\(\s*${literal}`, 'g'), new RegExp(String.raw`\.t\([^()'"]+\?\s*${literal}\s*:\s*${literal}\s*[,)]`, 'g')];
  return calls.flatMap((call) => [...source.matchAll(call)].flatMap(([, ...found]) => found.filter((text) => text !== undefined)));
}

/** Sentences that a refusal carries without asking for a translation: whoever shows it does. Of a health check the operator reads, in English. */
function refusals(source: string): string[] {
  const sentence = String.raw`'([A-Z](?:[^'\\\n]|\\.)+)'`;
  const told = [
    new RegExp(String.raw`(?<!\bok: [^{}]*)\b(?:message|detail|error): ${sentence}`, 'g'),
    // the last argument of a check: `.regex(/^a/, 'Use small letters.')`, `.int('Use a whole number.')`, `unreadable('…')`
    new RegExp(String.raw`\.(?:regex|refine|min|max|length|int|date|email|url)\((?:[^\n]*?,\s*)?${sentence}\)`, 'g'),
    new RegExp(String.raw`\b(?:unreadable|wrong)\(${sentence}\)`, 'g'),
  ];
  return told.flatMap((one) => [...source.matchAll(one)].flatMap(([, text = '']) => (text.endsWith('.') ? [text.replaceAll("\\'", "'")] : [])));
}

const sources = globSync('plugins/**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\/test\//.test(file));

const coreSources = globSync('core/**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\/test\/|^core\/testing\//.test(file));

const words = (name: string): string => {
  const text = name
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/[-_]/g, ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Fields of its model that a view shows. */
function fieldsOf(view: View): readonly string[] {
  switch (view.kind) {
    case 'list':
    case 'list-extension':
      return view.columns ?? [];
    case 'form':
    case 'form-extension':
      return [...(view.sections ?? []), ...(view.tabs ?? []).flatMap((tab) => tab.sections ?? [])].flatMap(({ fields }) =>
        fields.map((field) => (typeof field === 'string' ? field : field.name)),
      );
    case 'cards':
      return [...view.fields, ...(view.groupBy === undefined ? [] : [view.groupBy])];
    case 'calendar':
      return [view.detail, view.colour].filter((name) => name !== undefined);
    default: {
      const keys = view.kind === 'graph' ? [view.groupBy] : [view.rows, view.columns];
      return [...keys, ...(view.choices ?? [])].map((key) => (typeof key === 'string' ? key : key.field));
    }
  }
}

const described = z.object({
  properties: z.record(
    z.string(),
    z.looseObject({ title: z.string().optional(), description: z.string().optional(), choices: z.record(z.string(), z.string()).optional() }),
  ),
});

/** What a plugin's settings put on their page. */
function settingsTexts({ settings }: Manifest): (string | undefined)[] {
  if (!settings) return [];
  const { properties } = described.parse(z.toJSONSchema(settings.schema, { io: 'output', unrepresentable: 'any' }));
  return [
    settings.title,
    ...settings.tests.flatMap(({ label, help }) => [label, help]),
    ...Object.entries(properties).flatMap(([name, { title, description, choices = {} }]) => [title ?? words(name), description, ...Object.values(choices)]),
  ];
}

/** What a plugin's declaration puts on the pages: names, fields that views show, choices, buttons, refusals. */
function declared(manifest: Manifest): (string | undefined)[] {
  const { title, summary, category, menu = [], schema, views = [], errors = {}, groups = {}, actions = [] } = manifest;
  const texts: (string | undefined)[] = [
    title,
    summary,
    category,
    ...settingsTexts(manifest),
    ...menu.map(({ label }) => label),
    ...Object.values(groups).map(({ title: name }) => name),
    ...actions.map(({ title: name }) => name),
  ];
  for (const { title: name } of Object.values(errors)) texts.push(name);
  for (const [name, { label, labelPlural, fields }] of Object.entries(schema?.models ?? {})) {
    const own = views.filter((view) => view.model === name);
    const shown = new Set(own.flatMap(fieldsOf));
    // Also without views: permissions, the audit log and the API name every model.
    texts.push(label, labelPlural);
    for (const [key, { options }] of Object.entries(fields))
      if (shown.has(key)) texts.push(options.label ?? words(key), options.help, ...(options.choices ?? []).map(choiceWords));
  }
  for (const view of views) {
    if (view.kind === 'list') texts.push(view.title, view.help, view.empty);
    if (view.kind === 'list' || view.kind === 'list-extension') texts.push(...(view.filters ?? []).map(({ label }) => label));
    if (view.kind !== 'form' && view.kind !== 'form-extension') continue;
    const sections = [...(view.sections ?? []), ...(view.tabs ?? []).flatMap((tab) => tab.sections ?? [])];
    for (const section of sections)
      texts.push(section.title, section.help, ...section.fields.map((field) => (typeof field === 'string' ? undefined : field.help)));
    for (const tab of view.tabs ?? []) texts.push(tab.title);
    for (const { label } of view.smartButtons ?? []) texts.push(label);
    for (const { title: name, empty } of [...(view.related ?? []), ...(view.tabs ?? []).flatMap((tab) => tab.related ?? [])]) texts.push(name, empty);
    for (const action of view.actions ?? []) texts.push(action.label, action.confirm, ...(action.ask ?? []).map(({ label }) => label));
  }
  return texts;
}

describe('German', () => {
  it('has a word for everything that plugins declare', async () => {
    const missing: string[] = [];
    for (const file of globSync('plugins/*/plugin.{ts,tsx}', { cwd: root })) {
      const { default: manifest }: { default: Manifest } = await import(path.join(root, file));
      missing.push(
        ...declared(manifest).flatMap((text) =>
          text !== undefined && /[a-z]{2}/.test(text) && german[text] === undefined ? [`${manifest.name}: ${text}`] : [],
        ),
      );
    }
    expect(missing).toEqual([]);
  });

  it('has a word for every text that pages and mails ask for', () => {
    const missing = [...sources, ...coreSources].flatMap((file) =>
      asked(read(file))
        .filter((text) => /[a-z]{2}/.test(text) && german[text] === undefined)
        .map((text) => `${file}: ${text}`),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('has a word for every sentence of a refusal, those of the core too', () => {
    const all = [...sources, ...coreSources].flatMap((file) => refusals(read(file)).map((text) => ({ file, text })));
    expect(new Set(all.map(({ text }) => text))).toContain('Please use letters, digits and single hyphens.');
    expect(all.filter(({ text }) => german[text] === undefined).map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });

  it('says one thing for one English text, whichever plugin asks: the words of one would stand on the pages of another', () => {
    expect([...said].flatMap(([english, texts]) => (texts.size > 1 ? [`${english}: ${[...texts].join(' / ')}`] : []))).toEqual([]);
  });

  it('keeps the names of the values that are filled in', () => {
    const names = (text: string): string =>
      [...new Set([...text.matchAll(/(?<!\b(?:one|few|many|other|=\d+) )\{(\w+)(?:\}|, plural,)/g)].map(([, name]) => name))].sort().join();
    const english: Record<string, string> = {};
    for (const file of globSync('{core,plugins/*}/i18n/en.json', { cwd: root })) Object.assign(english, JSON.parse(read(file)));
    expect(Object.keys(english).length).toBeGreaterThan(10);
    for (const texts of [german, english]) expect(Object.entries(texts).filter(([key, text]) => names(key) !== names(text))).toEqual([]);
    expect(Object.keys(english).filter((key) => german[key] === undefined)).toEqual([]);
  });
});
