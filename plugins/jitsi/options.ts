import { z } from 'zod';

/** What Jitsi takes along in a link; everybody may change it for themselves once inside. */
export const options = z.object({
  muteOnEntry: z.boolean().default(false).meta({ title: 'Microphones are off at the start' }),
  camerasOff: z.boolean().default(false).meta({ title: 'Cameras are off at the start' }),
});

/** The options as the end of a link: `#config.startWithAudioMuted=true`; empty where nothing is chosen. */
export function linkOptions(stored: Readonly<Record<string, unknown>>): string {
  const { muteOnEntry, camerasOff } = options.parse(stored);
  const chosen = [...(muteOnEntry ? ['config.startWithAudioMuted=true'] : []), ...(camerasOff ? ['config.startWithVideoMuted=true'] : [])];
  return chosen.length === 0 ? '' : `#${chosen.join('&')}`;
}
