import type { Env } from '#core';
import type {} from '../thread/contract.ts';

/** May records be talked about here? The plugin for that may be turned off. */
export const talks = (env: Env<'meetings'>): boolean => env.catalog.plugins().some(({ name }) => name === 'thread');
