import type { Config } from '../config.ts';

/** One for all, so that what one app sealed, an app on a copy of its database opens. */
const key = Buffer.alloc(32, 'tests of atrium');

/** The settings of an app under test. */
export const testConfig = ({ databaseUrl, port }: { databaseUrl: string; port: number }): Config => ({
  mode: 'test',
  host: '127.0.0.1',
  port,
  url: `http://127.0.0.1:${port}`,
  databaseUrl,
  databaseUrlDirect: databaseUrl,
  poolSize: 8,
  keys: [key],
  logLevel: 'silent',
  smtpUrl: undefined,
  adminEmail: undefined,
  adminPassword: undefined,
  trustedProxies: [],
  allowPrivateOutbound: true,
  pluginFolders: [],
  environment: {},
});
