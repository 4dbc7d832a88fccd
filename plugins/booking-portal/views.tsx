import { defineViews, type Env, type MenuEntry } from '#core';
import { writtenPanel } from './inbox/written-panel.tsx';
import { addressPanel } from './links/address-panel.tsx';
import { askedPanel } from './links/asked-panel.tsx';
import { logoPanel, saveStyle } from './style/style-view.tsx';
import { saveTeam, teamPanel } from './team/team-view.tsx';

/** Kind of the directory's tokens that open a link's page. */
export const LINK = 'booking.link';

const tokenOf = (plugin: Env<'booking-portal'>, id: string, seed: string): string => plugin.secrets.sign(LINK, id, seed).slice(0, 32);

type Addressed = { id: string; seed: string; slug: string | null };

/**
 * The address of a link's page, which works: the readable one where there is one, else with the token. That is derived, so that its owner can always be shown it, and
 * only its hash is stored; a readable address stands in the same directory, so that unknown ones of both kinds are looked for in the same way.
 */
export async function linkUrl(env: Env<'booking-portal'>, id: string): Promise<string> {
  const plugin = env.asPlugin();
  const link = await plugin.model('booking.link').get(id);
  await plugin.tokens.issue(LINK, id, { token: tokenOf(plugin, id, link.seed) });
  if (link.slug !== null) await plugin.tokens.issue(LINK, id, { token: link.slug });
  return linkAddress(env, link);
}

/** The same without a statement, for lists: of a link whose addresses are in the directory already. `seed` is read by the plugin alone. */
export const linkAddress = (env: Env<'booking-portal'>, link: Addressed): string =>
  link.slug === null ? secretAddress(env, link) : `${env.baseUrl}/book/${link.slug}`;

/** The one that nobody guesses; it works beside a readable one. */
export const secretAddress = (env: Env<'booking-portal'>, { id, seed }: Omit<Addressed, 'slug'>): string =>
  `${env.baseUrl}/book/${tokenOf(env.asPlugin(), id, seed)}`;

/** Every link has its token from the beginning. */
export async function issueTokens(env: Env<'booking-portal'>, rows: readonly Record<string, unknown>[]): Promise<void> {
  for (const { id } of rows) if (typeof id === 'string') await linkUrl(env, id);
}

export const views = defineViews<'booking-portal'>([
  {
    kind: 'list',
    model: 'booking.link',
    columns: ['name', 'host', 'durationMin', 'room', 'virtualRoom', 'active'],
    filters: [{ name: 'active', label: 'Active', domain: { active: true } }],
    search: ['name', 'description'],
    order: ['name'],
    empty: 'No booking links yet. Make one and send its address to your guests.',
    createLink: '/app/booking-links/new',
  },
  {
    kind: 'form',
    model: 'booking.link',
    sections: [
      { title: 'What guests see', fields: ['name', 'description', 'slug', 'timeZone', 'languages', 'showHost', 'style'] },
      {
        title: 'Who and where',
        fields: [
          'host',
          'hosting',
          { name: 'hosts', through: 'person', visible: { hosting: { ne: 'host-alone' } } },
          { name: 'hostsNeeded', visible: { hosting: 'some-of-them' } },
          { name: 'assignment', visible: { hosting: { in: ['any-of-several', 'some-of-them'] } } },
          'room',
          'virtualRoom',
        ],
      },
      { title: 'When', fields: ['schedule', 'durationMin', 'otherDurations', 'stepMin', 'minNoticeMin', 'windowDays', 'windowKind', 'opensOn', 'closesOn'] },
      {
        title: 'How many',
        folded: true,
        fields: ['seats', { name: 'showSeats', visible: { seats: { gt: 1 } } }, 'waitlist', { name: 'waitlistHours', visible: { waitlist: true } }],
      },
      { title: 'How', fields: ['approval', { name: 'answerHours', visible: { approval: true } }, 'active', 'expiresAt', 'maxBookings'] },
    ],
    tabs: [
      {
        name: 'limits',
        title: 'Pauses and limits',
        sections: [
          { title: 'Pauses', folded: true, fields: ['bufferBeforeMin', 'bufferAfterMin', 'bufferPolicy', 'grid'] },
          { title: 'At most', folded: true, fields: ['maxPerDay', 'maxPerWeek', 'maxPerMonth', 'maxMinutesPerDay', 'maxMinutesPerWeek', 'maxMinutesPerMonth'] },
        ],
      },
      {
        name: 'form',
        title: 'What guests are asked',
        sections: [
          { title: 'What they fill in', folded: true, fields: ['guestsAllowed', 'consent'] },
          { title: 'Elsewhere', folded: true, fields: ['embedSites'] },
          { title: 'Moving and cancelling', folded: true, fields: ['cancelNoticeMin', 'policy'] },
        ],
        panels: [askedPanel],
      },
    ],
    lead: [addressPanel],
    smartButtons: [
      { name: 'bookings', label: 'Bookings', icon: 'ticket', model: 'booking.booking', field: 'link' },
      { name: 'waiting', label: 'Waiting list', icon: 'bell', model: 'booking.waiting', field: 'link' },
    ],
    actions: [
      { name: 'questions', label: 'Questions for guests', icon: 'list-checks', link: (id) => `/app/booking-links/${id}/questions` },
      { name: 'places', label: 'Places to choose from', icon: 'map-pin', link: (id) => `/app/booking-links/${id}/places` },
      { name: 'check', label: 'Does it work?', icon: 'stethoscope', link: (id) => `/app/booking-links/${id}/check` },
      {
        name: 'new-address',
        label: 'New address',
        icon: 'refresh-cw',
        confirm: 'The link gets a new secret address. The old one stops working at once, wherever it was sent. A readable address stays as it is.',
        run: async (env: Env<'booking-portal'>, id) => {
          // The viewer's own rules decide who may; the secret part is the plugin's to write.
          await env.model('booking.link').update(id, {});
          const plugin = env.asPlugin();
          await env.tx(async () => {
            await plugin.tokens.revoke(LINK, id);
            await plugin.model('booking.link').update(id, { seed: env.random(18) });
            await linkUrl(env, id);
          });
          return { message: env.t('The link has a new address.') };
        },
      },
    ],
  },
  { kind: 'form-extension', model: 'meeting.event', lead: [writtenPanel] },
  {
    kind: 'list',
    model: 'booking.style',
    help: 'Logo, colour and text of pages for guests. Choose one on a link or a team page.',
    columns: ['name', 'accent', 'owner'],
    search: ['name'],
    order: ['name'],
    empty: 'No page styles yet. Without one pages look like the workspace.',
  },
  { kind: 'form', model: 'booking.style', sections: [{ fields: ['name', 'accent', 'text'] }], save: saveStyle, panels: [logoPanel], noDuplicate: true },
  {
    kind: 'list',
    model: 'booking.team',
    help: 'Public pages that list booking links, and the people who chose to be shown.',
    columns: ['name', 'slug', 'owner', 'active'],
    search: ['name', 'slug'],
    order: ['name'],
    empty: 'No team pages yet.',
  },
  {
    kind: 'form',
    model: 'booking.team',
    sections: [{ fields: ['name', 'slug', 'intro', 'style', 'active'] }],
    save: saveTeam,
    panels: [teamPanel],
    related: [
      { title: 'Links', model: 'booking.team_link', field: 'team', columns: ['link', 'place'], order: ['place'], empty: 'No links yet.' },
      { title: 'People', model: 'booking.team_person', field: 'team', columns: ['person', 'place'], order: ['place'], empty: 'Nobody yet.' },
    ],
    noDuplicate: true,
  },
  {
    kind: 'list',
    model: 'booking.booking',
    columns: ['guestName', 'guestEmail', 'meeting', 'link', 'timeZone', 'createdAt'],
    search: ['guestName', 'guestEmail'],
    order: ['-createdAt'],
    noCreate: true,
    empty: 'No bookings yet.',
  },
  {
    kind: 'graph',
    model: 'booking.booking',
    groupBy: { field: 'createdAt', by: 'week' },
    choices: [{ field: 'createdAt', by: 'month' }, { field: 'createdAt', by: 'day' }, 'link', 'timeZone', 'language'],
  },
  { kind: 'pivot', model: 'booking.booking', rows: 'link', columns: { field: 'createdAt', by: 'month' }, choices: ['timeZone', 'language'] },
]);

export const menu: readonly MenuEntry[] = [
  { id: 'booking.links', label: 'Booking links', icon: 'link', href: '/app/booking-links', order: 20 },
  { id: 'booking.bookings', label: 'Bookings', icon: 'ticket', href: '/app/bookings', order: 21 },
  { id: 'booking.teams', label: 'Team pages', icon: 'users', href: '/app/booking.team', order: 23 },
  { id: 'configuration.page-styles', label: 'Page styles', icon: 'palette', href: '/app/booking.style', order: 320, section: 'configuration' },
];
