import { f, model } from '#core';

/** Of a room of a meeting: somebody was there; nobody was and the room was let go. Both count from the start that the meeting has then: a moved one begins anew. */
export const takeFields = {
  checkedInAt: f.instant({ readonly: true, label: 'Checked in' }),
  releasedAt: f.instant({ readonly: true, label: 'Released' }),
};

export const doorModels = {
  /** A display at a room's door, opened by its address alone. */
  'meeting.door': model({
    label: 'Display at the door',
    title: 'room',
    api: false,
    fields: {
      room: f.ref('meeting.room', { required: true, onDelete: 'cascade' }),
      /** The address is made from it; a new one ends the old address. */
      seed: f.text({ required: true, max: 60, hidden: ['plugin:meetings'], audited: false }),
      showSubject: f.bool({ required: true, default: false }),
      showHost: f.bool({ required: true, default: false }),
      /** Minutes after the start; 0: never. */
      releaseAfterMin: f.int({ required: true, default: 0, min: 0, max: 240 }),
      active: f.bool({ required: true, default: true }),
    },
    unique: [['room']],
  }),
};
