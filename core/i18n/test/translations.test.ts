import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { negotiateLanguage } from '../../index.ts';
import { buildTranslations } from '../build-translations.ts';

let folder = '';
const plugin = (name: string) => ({ name, url: pathToFileURL(path.join(folder, name, 'plugin.ts')).href });

function write(name: string, files: Record<string, unknown>): void {
  mkdirSync(path.join(folder, name, 'i18n'), { recursive: true });
  for (const [file, content] of Object.entries(files))
    writeFileSync(path.join(folder, name, 'i18n', file), typeof content === 'string' ? content : JSON.stringify(content));
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atrium-i18n-'));
  write('one', { 'de.json': { 'Good morning, {name}': 'Guten Morgen, {name}', Room: 'Raum' }, 'de-AT.json': { Room: 'Zimmer' } });
  write('two', { 'de.json': { Link: 'Verweis' }, 'fr.json': { Link: 'Lien' } });
  write('counts', {
    'en.json': {
      '{count} mails of {name} were sent.': '{count, plural, =0 {No mail of {name} was} one {# mail of {name} was} other {# mails of {name} were}} sent.',
    },
    'de.json': { '{count} mails of {name} were sent.': '{count, plural, one {# Mail} other {# Mails}} von {name} gesendet.' },
    'pl.json': { '{count} mails of {name} were sent.': '{count, plural, one {# list} few {# listy} many {# listów} other {# listu}}: {name}' },
  });
  write('broken', { 'de.json': { deep: { er: 'nein' } } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('translations', () => {
  it('come from all plugins, English being the key', () => {
    const translations = buildTranslations([plugin('one'), plugin('two'), plugin('without')]);
    expect([...translations.languages].sort()).toEqual(['de', 'de-AT', 'en', 'fr']);
    expect(translations.translate('de', 'Good morning, {name}', { name: 'Ann' })).toBe('Guten Morgen, Ann');
    expect(translations.translate('de-AT', 'Room')).toBe('Zimmer');
    expect(translations.translate('de-AT', 'Link')).toBe('Verweis');
    expect(translations.translate('en', 'Good morning, {name}', { name: 'Ann' })).toBe('Good morning, Ann');
    expect(translations.translate('xx', 'Never heard')).toBe('Never heard');
  });

  it('fill in no more than they are given, and never twice', () => {
    const translations = buildTranslations([plugin('one')]);
    expect(translations.translate('de', 'Good morning, {name}', { name: '{other}', other: 'x' })).toBe('Guten Morgen, {other}');
    expect(translations.translate('de', 'Good morning, {name}', {})).toBe('Guten Morgen, {name}');
    expect(translations.translate('en', '{constructor}', {})).toBe('{constructor}');
  });

  it('say a count in the form that the language has for it', () => {
    const translations = buildTranslations([plugin('counts')]);
    const say = (language: string, count: number | string) =>
      translations.translate(language, '{count} mails of {name} were sent.', { count, name: '{count}' });
    expect([0, 1, 2, '1,234'].map((count) => say('en-GB', count))).toEqual([
      'No mail of {count} was sent.',
      '1 mail of {count} was sent.',
      '2 mails of {count} were sent.',
      '1,234 mails of {count} were sent.',
    ]);
    expect([0, 1, 2].map((count) => say('de', count))).toEqual([
      '0 Mails von {count} gesendet.',
      '1 Mail von {count} gesendet.',
      '2 Mails von {count} gesendet.',
    ]);
    expect([1, 3, 5].map((count) => say('pl', count))).toEqual(['1 list: {count}', '3 listy: {count}', '5 listów: {count}']);
    expect(say('fr', 1)).toBe('1 mail of {count} was sent.');
  });

  it('say which file of which plugin is wrong', () => {
    expect(() => buildTranslations([plugin('broken')])).toThrow(/"broken".*de\.json/);
  });
});

describe('the language of a visitor', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr;q=0.2, de;q=0.7', 'de'],
    ['pt-BR', 'en'],
    ['*', 'en'],
    ['de;q=0, en', 'en'],
    [undefined, 'en'],
    [',,;q=x', 'en'],
  ])('%s is %s', (header, language) => {
    expect(negotiateLanguage(header, ['en', 'de', 'fr'])).toBe(language);
  });

  it('is content with a wider one', () => {
    expect(negotiateLanguage('de', ['en', 'de-AT'])).toBe('de-AT');
  });
});
