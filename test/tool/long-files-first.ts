import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take half a minute and more, the longest first: begun last they would keep everybody waiting at the end. Without an entry a file is only late. */
const long = [
  'test/developer/written-plugins',
  'test/quarantine/process',
  'test/access/matrix',
  'test/lifecycle/never-ends',
  'test/races/actions',
  'test/lifecycle/migrations',
  'test/quarantine/bring-up',
  'test/lifecycle/change',
  'test/browser/pages',
  'test/faults/outbox',
  'test/browser/calendar',
  'test/lifecycle/three-processes',
  'test/statements/statements',
  'config/test/start',
  'test/browser/main-job',
];

const place = ({ moduleId }: TestSpecification): number => {
  const index = long.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return index === -1 ? long.length : index;
};

/** The order in which test files begin. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
