import type { HealthFinding } from '../plugin/define-plugin.ts';
import type { Runtime } from '../runtime.ts';
import { countSealed } from './count-sealed.ts';

/** Can every sealed value be opened, and may older keys go? */
export async function secretsHealth(runtime: Runtime): Promise<HealthFinding[]> {
  const { current, older, lost } = await countSealed(runtime);
  return [
    ...(lost > 0
      ? [
          {
            ok: false,
            message: `${lost} sealed value(s) cannot be opened: their key is not in ATRIUM_KEYS`,
            fix: 'Add the key that sealed them behind the first one, or set these secrets again.',
          },
        ]
      : []),
    {
      ok: true,
      message:
        older > 0
          ? `${current} sealed with the first key, ${older} with an older one: run \`atrium keys rotate\` before that one is removed`
          : `${current} sealed with the first key, none with an older one`,
    },
  ];
}
