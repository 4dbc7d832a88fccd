import { f, model } from '#core';

/** Reminders of a meeting: how long before, and by which way. They move with the meeting. */
export const reminderModels = {
  'meeting.reminder': model({
    label: 'Reminder',
    labelPlural: 'Reminders',
    audited: false,
    title: 'channel',
    fields: {
      event: f.ref('meeting.event', { required: true, onDelete: 'cascade' }),
      /** `app`: an activity; `mail`; `calendar`: an alarm in the calendar file, which the attendee's own calendar rings. */
      channel: f.choice(['app', 'mail', 'calendar'], { required: true, default: 'app', label: 'By' }),
      amount: f.int({ required: true, min: 0, max: 1000, label: 'How long before' }),
      unit: f.choice(['minutes', 'hours', 'days'], { required: true, default: 'minutes' }),
      /** When it is due; days are counted on the clock of the meeting's zone. */
      dueAt: f.instant({ required: true, readonly: true, label: 'Due' }),
      /** `missed`: it came up too late to be of use. */
      state: f.choice(['waiting', 'sent', 'missed'], { required: true, default: 'waiting', readonly: true }),
    },
    unique: [['event', 'channel', 'amount', 'unit']],
    indexes: [{ fields: ['dueAt'], where: "state = 'waiting'" }],
    order: ['dueAt'],
  }),
};
