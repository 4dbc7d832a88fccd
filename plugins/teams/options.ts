import { z } from 'zod';
import { conferenceOptions } from '../meetings/contract.ts';

export const options = conferenceOptions.pick({ waitingRoom: true, passcode: true }).extend({
  recording: z
    .enum(['off', 'cloud'])
    .default('off')
    .meta({ title: 'Recording', choices: { off: 'Off', cloud: 'At the service' } }),
  attendeeCamera: z.boolean().default(true).meta({ title: 'The others may turn on their cameras' }),
  attendeeMicrophone: z.boolean().default(true).meta({ title: 'The others may turn on their microphones' }),
});

/** The options as members of an online meeting. */
export function meetingOptions(stored: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const chosen = options.parse(stored);
  return {
    lobbyBypassSettings: { scope: chosen.waitingRoom ? 'organizer' : 'everyone' },
    joinMeetingIdSettings: { isPasscodeRequired: chosen.passcode },
    recordAutomatically: chosen.recording === 'cloud',
    allowAttendeeToEnableCamera: chosen.attendeeCamera,
    allowAttendeeToEnableMic: chosen.attendeeMicrophone,
  };
}
