import { z } from 'zod';
import { type Env, longText, textInput } from '#core';
import { ticked } from '../web/contract.ts';
import { openModels } from './describe-model.ts';
import { operations } from './schema.ts';

export type Subscription = { model: string; on: (typeof operations)[number][] };

/** Headers that are ours, or that would change where or how the message goes. */
const reserved = /^(webhook-.*|host|content-.*|transfer-encoding|connection|upgrade|te|trailer|expect|user-agent|proxy-.*)$/i;

/** `Name: value` lines as headers; undefined where one is none, or is reserved. */
export function readHeaders(text: string): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = /^([A-Za-z0-9-]{1,60}): *([\x20-\x7e]{0,1000})$/.exec(line.trim()) ?? [];
    if (name === '' || reserved.test(name)) return undefined;
    headers[name.toLowerCase()] = value;
  }
  return Object.keys(headers).length > 20 ? undefined : headers;
}

const address = textInput({ min: 1, max: 2_000 }).refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}, 'Write an address such as https://example.org/hook.');

export const webhookForm = z.object({
  name: textInput({ min: 1, max: 80 }),
  url: address,
  withRecord: ticked,
  active: ticked,
  headers: longText({ max: 5_000 })
    .refine((text) => readHeaders(text) !== undefined, 'Write one header on each line, as Name: value.')
    .default(''),
  clearHeaders: ticked,
});

/** The checkboxes `on:<model>` = created, updated, deleted. Models that the person cannot read are left out. */
export function readSubscriptions(env: Env<'api'>, raw: Readonly<Record<string, unknown>>): Subscription[] {
  return openModels(env).flatMap((model) => {
    const given: unknown = raw[`on:${model}`];
    const list: unknown[] = Array.isArray(given) ? given : [given];
    const on = operations.filter((operation) => list.includes(operation));
    return on.length > 0 ? [{ model, on }] : [];
  });
}
