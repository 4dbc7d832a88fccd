import { defineErrors } from '#core';

export const fault = defineErrors({
  MEETING_CLASH: { status: 409, title: 'This time is taken.' },
  MEETING_STATE: { status: 409, title: 'The meeting is no longer in a state in which this can be done.' },
  MEETING_NOT_YOURS: { status: 403, title: 'Only the host, the creator or a meeting manager can do this.' },
  MEETING_ROOM_NOT_YOURS: { status: 403, title: 'This room is not open to everybody. Choose another one.' },
  MEETING_ROOM_ARCHIVED: { status: 409, title: 'This room is no longer in use. Choose another one.' },
  MEETING_ROOM_KEPT: { status: 403, title: 'Only a manager of this room can decide on it.' },
  MEETING_ROOM_WAITS: { status: 409, title: 'A room manager must approve each meeting in this room.' },
  MEETING_ROOM_PHOTO: { status: 422, title: 'Choose a PNG, JPEG or WebP picture of at most 256 kB.' },
  MEETING_ROOM_IN_USE: { status: 409, title: 'Meetings to come are planned there. Move them first.' },
  MEETING_TIME: { status: 422, title: 'The end must come after the start, and the meeting may last 14 days at most.' },
});
