import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../core/plugin/plugin-folder.ts';

const COUNT = 60;

const schemaOf = (name: string): string => `import { defineSchema, f, model } from '#core';
import type {} from '../../../plugins/base/contract.ts';

export const schema = defineSchema({
  plugin: '${name}',
  depends: ['base'],
  models: { '${name}.note': model({ label: 'Note', fields: { name: f.text({ required: true }), person: f.ref('base.person', { onDelete: 'cascade' }) } }) },
  extend: { 'base.person': { ${name}Word: f.text(), ${name}Flag: f.bool({ default: false }), ${name}Number: f.int({ min: 0 }) } },
});

declare module '#core' {
  interface Plugins {
    ${name}: typeof schema;
  }
}
`;

/** Uses its own fields and model, and shows them on the extended form. */
const useOf = (name: string): string => `import { defineViews, type Env } from '#core';
import type {} from './schema.ts';

export const views = defineViews<'${name}'>([
  { kind: 'form-extension', model: 'base.person', sections: [{ title: 'More', fields: ['${name}Word', '${name}Flag'] }] },
  { kind: 'list', model: '${name}.note', columns: ['name', 'person'] },
]);

export async function use(env: Env<'${name}'>): Promise<number> {
  const people = await env.model('base.person').find({ ${name}Flag: true }, { limit: 5 });
  for (const { id, ${name}Word } of people) await env.model('${name}.note').create({ name: ${name}Word ?? 'none', person: id });
  return people.reduce((sum, { ${name}Number }) => sum + (${name}Number ?? 0), 0);
}
`;

const seconds = (folder: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [path.join(projectRoot, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve((performance.now() - started) / 1_000) : reject(new Error(said))));
  });

type Report = { atMost(name: string, value: number, limit: number, unit: string, note?: string): void };

/** Sixty plugins that extend one model, each with a model, views and code of its own: how long the compiler takes for them, the core and base. */
export async function typeCheck({ atMost }: Report): Promise<void> {
  const folder = path.join(projectRoot, 'var', 'bench-types');
  try {
    for (let at = 0; at < COUNT; at++) {
      const name = `extender${at}`;
      mkdirSync(path.join(folder, name), { recursive: true });
      writeFileSync(path.join(folder, name, 'schema.ts'), schemaOf(name));
      writeFileSync(path.join(folder, name, 'use.ts'), useOf(name));
    }
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['.'], exclude: [] }));
    atMost('type check of 60 plugins that extend one model', await seconds(folder), 5, 's');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
