import { z } from 'zod';

/**
 * What services let one choose for a room, in words that all providers share: a provider picks what its service has (`conferenceOptions.pick({ waitingRoom: true })`)
 * and adds its own with `.extend`. Nothing is recorded unless somebody asked for it.
 */
export const conferenceOptions = z.object({
  recording: z
    .enum(['off', 'local', 'cloud'])
    .default('off')
    .meta({ title: 'Recording', choices: { off: 'Off', local: 'On the host’s computer', cloud: 'At the service' } }),
  waitingRoom: z.boolean().default(false).meta({ title: 'Waiting room', description: 'The host lets people in.' }),
  passcode: z.boolean().default(true).meta({
    title: 'Passcode',
    description: 'Made by the service. The link holds it, so nobody types it; it stands in no mail and no calendar file of its own.',
  }),
  joinBeforeHost: z.boolean().default(false).meta({ title: 'People may join before the host' }),
  hostVideo: z.boolean().default(true).meta({ title: 'The host’s camera is on at the start' }),
  participantVideo: z.boolean().default(false).meta({ title: 'Cameras of the others are on at the start' }),
  muteOnEntry: z.boolean().default(true).meta({ title: 'Microphones are off at the start' }),
});
