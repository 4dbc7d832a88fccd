import { defineViews, type MenuEntry } from '#core';
import { feedbackPanel } from './feedback/feedback-panel.tsx';
import { mailsPanel } from './meeting-mails/mails-panel.tsx';

/** Two more buttons and two more parts on the page of a meeting; everybody's feeds for administrators. */
export const views = defineViews<'ics-mailer'>([
  {
    kind: 'form-extension',
    model: 'meeting.event',
    actions: [
      {
        name: 'invitations',
        needs: 'update',
        label: 'Send invitations',
        icon: 'mail',
        visible: { state: 'confirmed' },
        link: (id) => `/app/meetings/${id}/invitations`,
      },
      { name: 'calendar-file', label: 'Calendar file', icon: 'download', visible: { state: 'confirmed' }, link: (id) => `/app/meetings/${id}/meeting.ics` },
    ],
    panels: [mailsPanel, feedbackPanel],
  },
  {
    kind: 'list',
    model: 'ics.feed',
    title: 'Everybody’s calendar feeds',
    help: 'Who reads meetings from outside. Each makes and removes them under My preferences; here you can close any.',
    columns: ['name', 'owner', 'source', 'busyOnly', 'readOn', 'createdAt'],
    search: ['name'],
    order: ['name'],
    empty: 'Nobody has made a feed.',
    noCreate: true,
  },
  {
    kind: 'form',
    model: 'ics.feed',
    sections: [{ fields: ['name', 'owner', 'source', 'busyOnly', 'readOn', 'createdAt'] }],
    actions: [{ name: 'close', label: 'Close the feed', icon: 'ban', link: (id) => `/app/me/feeds/${id}/remove` }],
    noCreate: true,
    noEdit: true,
    noDelete: true,
  },
]);

const admins = ['base.admin'];

export const menu: readonly MenuEntry[] = [
  { id: 'ics-mailer.feeds', label: 'Everybody’s calendar feeds', icon: 'rss', href: '/app/ics.feed', order: 704, section: 'configuration', groups: admins },
];
