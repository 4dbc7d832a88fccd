import { z } from 'zod';
import { defineSettings, type Env } from '#core';
import { reachServer } from './reach-server.ts';

/** The check in one sentence, as the settings page shows it. */
async function tryServer(env: Env<'jitsi'>, values: { baseUrl: string }): Promise<{ ok: boolean; message: string }> {
  const { ok, message, fix } = await reachServer(env, values);
  return { ok: ok === true, message: fix === undefined ? message : `${message} ${fix}` };
}

export const settings = defineSettings({
  plugin: 'jitsi',
  title: 'Jitsi',
  schema: z.object({
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'Use an address such as https://meet.example.org.' })
      .default('https://meet.jit.si')
      .meta({
        title: 'Address of the Jitsi server',
        description: 'Public servers may ask the first person to sign in.',
        format: 'url',
      }),
    appId: z
      .string()
      .trim()
      .max(200)
      .default('')
      .meta({ title: 'App id', description: 'Of a server that lets in only people with a signed token; else empty.' }),
    appSecret: z.string().max(500).default('').meta({ title: 'App secret' }),
  }),
  secrets: ['appSecret'],
  tests: [{ name: 'reach', label: 'Ask the server', help: 'Asks the address above for its page; nothing is saved.', run: tryServer }],
});
