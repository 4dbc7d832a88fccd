import type { z } from 'zod';
import { conferenceOptions } from '../meetings/contract.ts';

/** All that virtual rooms may choose, Zoom has. */
export const options = conferenceOptions;

/** The options as Zoom's settings of a meeting. */
export function meetingSettings(stored: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const chosen: z.output<typeof options> = options.parse(stored);
  return {
    auto_recording: chosen.recording === 'off' ? 'none' : chosen.recording,
    waiting_room: chosen.waitingRoom,
    join_before_host: chosen.joinBeforeHost,
    host_video: chosen.hostVideo,
    participant_video: chosen.participantVideo,
    mute_upon_entry: chosen.muteOnEntry,
  };
}
