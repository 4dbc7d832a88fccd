import { expect, it } from 'vitest';
import { bootTestApp } from '#core/testing';
import { sentence } from '../apps/sentence.ts';

it('says what the core says in the reader’s language, with the names that stand in it; what a program said stays', async () => {
  const app = await bootTestApp({ only: ['base'], listen: false });
  try {
    const german = app.env('base').withPreferences({ language: 'de' });
    const said = (text: string): string => sentence(german, text);
    expect(said('"People and settings" needs it.')).toBe('„Personen und Einstellungen“ braucht sie.');
    expect(said('Restart needed: version 1.2.0 of "Web" is on disk, this process has loaded 1.1.0.')).toBe(
      'Neustart nötig: Auf der Platte liegt Version 1.2.0 von „Web“, geladen ist 1.1.0.',
    );
    expect(said('it ended a process, in 7: boom "x"')).toBe('sie beendete einen Prozess, in 7: boom "x"');
    expect(said('It needs the plugin "zoom", which is held back: it broke')).toBe('Sie braucht die App „zoom“, die zurückgehalten wird: it broke');
    expect(said('what nobody knows')).toBe('what nobody knows');
    expect(sentence(app.env('base'), '"Web" needs it.')).toBe('"Web" needs it.');
  } finally {
    await app.close();
  }
});
