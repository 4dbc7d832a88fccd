// Who may import whom. Checked by `npm run borders` and by test/borders.test.ts.
/** Tests, and what plugins offer to others' tests. */
const test = '(^|/)(test/|testing\\.ts$)';

/** Packages that one place wraps, so that the rest does not know them. */
const wrapped = {
  sequelize: '^core/model/',
  // the benchmark's reference does by hand what the core does
  pg: '^(core/model|test/bench)/',
  luxon: '^core/time/',
  'node-cron': '^core/jobs/',
  jose: '^core/secrets/',
  'ical-generator': '^plugins/ics-mailer/',
  nodemailer: '^plugins/mail/',
};

module.exports = {
  forbidden: [
    {
      name: 'core-knows-no-plugin',
      comment: 'The core is the same whatever is installed on it. Declare a contract in the core and let the plugin provide it.',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(plugins|config|test|bin)/' },
    },
    {
      name: 'plugin-imports-through-doors',
      comment: 'Of our own code, a plugin imports #core, itself, and the contract.ts of others.',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: {
        path: '^(core|plugins|config|test|bin)/',
        pathNot: ['^core/index\\.ts$', '^core/testing/index\\.ts$', '^plugins/$1/', '^plugins/[^/]+/(contract|testing)\\.tsx?$'],
      },
    },
    {
      name: 'suites-in-tests',
      comment: "A plugin's testing.ts holds suites for others' tests; only tests import it.",
      severity: 'error',
      from: { path: '^(core|plugins|config|test)/', pathNot: test },
      to: { path: '^plugins/[^/]+/testing\\.ts$' },
    },
    {
      name: 'test-kit-in-tests',
      comment: 'The test kit starts databases and browsers; nothing that serves people may reach it.',
      severity: 'error',
      from: { path: '^(core|plugins|config)/', pathNot: [test, '^core/testing/'] },
      to: { path: '^core/testing/' },
    },
    {
      name: 'no-tests-in-products',
      comment: 'What a test needs is not what people run.',
      severity: 'error',
      from: { path: '^(core|plugins|config)/', pathNot: [test, '^core/testing/'] },
      to: { path: [test, '^test/'] },
    },
    {
      name: 'no-development-packages-in-products',
      comment: 'Move the package to "dependencies", or the import to a test.',
      severity: 'error',
      from: { path: '^(core|plugins|config)/', pathNot: [test, '^core/testing/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    ...Object.entries(wrapped).map(([name, place]) => ({
      name: `${name}-in-one-place`,
      comment: `Only ${place.slice(1)} knows ${name}. Ask that module for what you need.`,
      severity: 'error',
      from: { path: '^(core|plugins|config|test)/', pathNot: place },
      to: { path: `^node_modules/(@types/)?${name}/` },
    })),
    { name: 'resolvable', comment: 'The import leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.d.ts'] },
  },
};
