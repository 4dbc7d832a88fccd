import { conferenceOptions } from '../meetings/contract.ts';

/** What each virtual room may choose; the form is made from it. Take members that the service has, and add its own with `.extend`. */
export const options = conferenceOptions.pick({ muteOnEntry: true });
