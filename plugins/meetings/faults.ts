import { defineErrors } from '#core';

export const fault = defineErrors({
  MEETING_CLASH: { status: 409, title: 'This time is taken.' },
  MEETING_STATE: { status: 409, title: 'The meeting is no longer in a state in which this can be done.' },
  MEETING_NOT_YOURS: { status: 403, title: 'Only the host, the creator or a meeting manager can do this.' },
  MEETING_TIME: { status: 422, title: 'The end must come after the start, and the meeting may last 14 days at most.' },
});
