import { createHash } from 'node:crypto';
import type { Env } from '#core';

/** A session lives this long after its last use. */
export const SESSION_DAYS = 14;
const DAY = 86_400_000;

export const sessionEnd = (from: Date): Date => new Date(from.getTime() + SESSION_DAYS * DAY);

/** The browser may keep the cookie longer: the row in the database decides, and it slides. */
const cookieEnd = (from: Date): Date => new Date(from.getTime() + 365 * DAY);

/** 256 random bits for the browser; only their SHA-256 is stored, so that a copy of the database opens no session. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

export type Visit = { device: string; address: string | null };
export type SessionCookie = { token: string; expiresAt: Date };

/** A new session with a new token (never one that the browser brought: session fixation). */
export async function startSession(env: Env<'base'>, account: string, visit: Visit): Promise<SessionCookie> {
  const now = env.now();
  const token = env.random(32);
  await env
    .asPlugin()
    .model('base.session')
    .create({
      tokenHash: hashToken(token),
      account,
      device: visit.device.slice(0, 300),
      address: visit.address?.slice(0, 60) ?? null,
      expiresAt: sessionEnd(now),
      lastSeenAt: now,
    });
  return { token, expiresAt: cookieEnd(now) };
}
