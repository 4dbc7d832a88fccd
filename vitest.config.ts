import { defineConfig } from 'vitest/config';
import { LongFilesFirst } from './test/tool/long-files-first.ts';

const tests = ['core/**/*.test.{ts,tsx}', 'plugins/**/*.test.{ts,tsx}', 'config/**/*.test.ts', 'test/**/*.test.{ts,tsx}'];
const ignored = ['**/node_modules/**', 'dist/**', 'var/**'];
/** What drives a browser or a whole process tree, or goes through the whole platform, and takes its time. */
const slow = [
  'test/browser/**',
  'test/races/**',
  'test/faults/**',
  'test/histories/**',
  'test/upgrade/**',
  'test/quarantine/**',
  'test/lifecycle/**',
  'test/security/**',
  'test/statements/**',
  'test/access/**',
  'test/meetings/**',
  'test/thread/**',
  'test/cases.test.ts',
  'plugins/meeting-exchange/test/exchange.test.ts',
  'test/core-reference.test.ts',
  'test/developer/**',
  'core/embedded/**',
  'core/testing/test/browser.test.ts',
  'config/test/start.test.ts',
  '**/*.browser.test.{ts,tsx}',
];

export default defineConfig({
  test: {
    globalSetup: ['core/testing/global-setup.ts'],
    reporters: ['default', './test/tool/closing-line.ts'],
    pool: 'forks',
    // The files of a process share its modules: loading the platform anew for each file is half of all the work. A file leaves nothing behind: no variable, no open app.
    isolate: false,
    maxWorkers: 4,
    sequence: { sequencer: LongFilesFirst },
    testTimeout: 120_000,
    hookTimeout: 180_000,
    projects: [
      { extends: true, test: { name: 'fast', include: tests, exclude: [...ignored, ...slow] } },
      {
        extends: true,
        test: { name: 'slow', include: slow.map((pattern) => (pattern.endsWith('**') ? `${pattern}/*.test.{ts,tsx}` : pattern)), exclude: ignored },
      },
    ],
  },
});
