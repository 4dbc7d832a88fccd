import { defineViews } from '#core';

/** Two more buttons on the page of a meeting. */
export const views = defineViews<'ics-mailer'>([
  {
    kind: 'form-extension',
    model: 'meeting.event',
    actions: [
      { name: 'invitations', label: 'Send invitations', icon: 'mail', visible: { state: 'confirmed' }, link: (id) => `/app/meetings/${id}/invitations` },
      { name: 'calendar-file', label: 'Calendar file', icon: 'download', visible: { state: 'confirmed' }, link: (id) => `/app/meetings/${id}/meeting.ics` },
    ],
  },
]);
