import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readEnvironment, SettingsError } from '../environment.ts';

const key = randomBytes(32).toString('base64');
const outside = { DATABASE_URL: 'postgres://ann:secret@db.example.org/atrium', ATRIUM_KEYS: key };

/** The faults of a start, one line for each setting. */
function faults(source: Record<string, string>): string[] {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof SettingsError)
      return error.message
        .split('\n')
        .slice(1, -1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}

describe('with nothing configured', () => {
  const settings = readEnvironment({});

  it('it is a start for trial: database and keys are left to be made up', () => {
    expect(settings).toMatchObject({ mode: 'development', databaseUrl: undefined, keys: undefined, allowPrivateOutbound: true });
  });

  it('it listens on this machine alone', () => {
    expect(settings).toMatchObject({ host: '127.0.0.1', port: 3000, url: 'http://127.0.0.1:3000' });
  });
});

describe('with a database configured', () => {
  it('nothing is made up: a missing key stops the start and says how to make one', () => {
    expect(faults({ DATABASE_URL: outside.DATABASE_URL })).toEqual([expect.stringMatching(/^ATRIUM_KEYS .*openssl rand -base64 32/)]);
  });

  it('production needs both database and keys', () => {
    expect(faults({ NODE_ENV: 'production' }).map((line) => line.split(' ')[0])).toEqual(['DATABASE_URL', 'ATRIUM_KEYS']);
  });

  it('is a production start unless told otherwise, closed to private addresses', () => {
    expect(readEnvironment(outside)).toMatchObject({ mode: 'production', allowPrivateOutbound: false, databaseUrlDirect: outside.DATABASE_URL });
    expect(readEnvironment({ ...outside, NODE_ENV: 'development' }).mode).toBe('development');
  });

  it('reads keys as base64, base64url or hex, the first one first', () => {
    const bytes = [randomBytes(32), randomBytes(32), randomBytes(32)] as const;
    const text = [bytes[0].toString('base64'), bytes[1].toString('base64url'), bytes[2].toString('hex')].join(' , ');
    expect(readEnvironment({ ...outside, ATRIUM_KEYS: text }).keys).toEqual(bytes.map((key) => new Uint8Array(key)));
  });
});

describe('wrong settings', () => {
  const wrong = {
    NODE_ENV: 'staging',
    DATABASE_URL: 'mysql://root:topsecret@db/atrium',
    DATABASE_URL_DIRECT: 'nowhere',
    HOST: 'my host',
    PORT: '70000',
    ATRIUM_URL: 'https://meet.example.org/rooms',
    ATRIUM_KEYS: `${key},short`,
    ATRIUM_SMTP_URL: 'mail.example.org:25',
    ATRIUM_ADMIN_EMAIL: 'ann',
    ATRIUM_LOG_LEVEL: 'loud',
    ATRIUM_TRUSTED_PROXIES: '10.0.0.0/8, 10.0.0.0/33',
    ATRIUM_POOL_SIZE: '1',
    ATRIUM_ALLOW_PRIVATE_OUTBOUND: 'yes',
  };

  it('are all told in one message', () => {
    const named = faults(wrong).map((line) => line.split(' ')[0]);
    expect([...named].sort()).toEqual([...Object.keys(wrong), 'ATRIUM_ADMIN_PASSWORD'].sort());
  });

  it('are told without their values, which may hold passwords', () => {
    expect(faults(wrong).join()).not.toMatch(/topsecret|short/);
  });

  it('count as not set when empty', () => {
    expect(readEnvironment({ DATABASE_URL: '', PORT: ' ', ATRIUM_URL: '' })).toMatchObject({ mode: 'development', port: 3000 });
  });
});

describe('what the settings mean', () => {
  it('the public address has no slash at the end, and follows host and port unless given', () => {
    expect(readEnvironment({ ATRIUM_URL: 'https://meet.example.org/' }).url).toBe('https://meet.example.org');
    expect(readEnvironment({ HOST: '0.0.0.0', PORT: '8080' }).url).toBe('http://localhost:8080');
    expect(readEnvironment({ HOST: '::1', PORT: '8080' }).url).toBe('http://[::1]:8080');
  });

  it('networks of proxies may be of both families', () => {
    expect(readEnvironment({ ATRIUM_TRUSTED_PROXIES: '127.0.0.1, fd00::/8' }).trustedProxies).toEqual(['127.0.0.1', 'fd00::/8']);
  });

  it('the mail server reaches the plugin that sends mail', () => {
    expect(readEnvironment({ ATRIUM_SMTP_URL: 'smtp://127.0.0.1:2525' }).environment).toEqual({ ATRIUM_MAIL_SMTP_URL: 'smtp://127.0.0.1:2525' });
  });

  it('other ATRIUM_ names are handed to the plugins, and nothing else of the environment is', () => {
    expect(readEnvironment({ ATRIUM_JITSI_SERVER: 'https://meet.jit.si', ATRIUM_URL: 'http://a', PATH: '/bin' }).environment).toEqual({
      ATRIUM_JITSI_SERVER: 'https://meet.jit.si',
    });
  });
});
