import { raw } from 'hono/html';
import { renderSVG } from 'uqr';
import { defineViews, type Env, type MenuEntry } from '#core';
import { AddressLines } from '../web/contract.ts';
import { EmbedPanel } from './embed/embed-panel.tsx';
import { writtenPanel } from './inbox/written-panel.tsx';
import { logoPanel, saveStyle } from './style/style-view.tsx';
import { saveTeam, teamPanel } from './team/team-view.tsx';

/** Kind of the directory's tokens that open a link's page. */
export const LINK = 'booking.link';

const tokenOf = (plugin: Env<'booking-portal'>, id: string, seed: string): string => plugin.secrets.sign(LINK, id, seed).slice(0, 32);

/** The address of a link's page, which works: the token is derived, so that its owner can always be shown it, and only its hash is stored. */
export async function linkUrl(env: Env<'booking-portal'>, id: string): Promise<string> {
  const plugin = env.asPlugin();
  const { seed } = await plugin.model('booking.link').get(id);
  const token = await plugin.tokens.issue(LINK, id, { token: tokenOf(plugin, id, seed) });
  return `${env.baseUrl}/book/${token}`;
}

/** The same without a statement, for lists: of a link whose token is in the directory already. `seed` is read by the plugin alone. */
export const linkAddress = (env: Env<'booking-portal'>, { id, seed }: { id: string; seed: string }): string =>
  `${env.baseUrl}/book/${tokenOf(env.asPlugin(), id, seed)}`;

/** Every link has its token from the beginning. */
export async function issueTokens(env: Env<'booking-portal'>, rows: readonly Record<string, unknown>[]): Promise<void> {
  for (const { id } of rows) if (typeof id === 'string') await linkUrl(env, id);
}

async function addressPanel(env: Env<'booking-portal'>, record: Record<string, unknown> & { id: string }) {
  const url = await linkUrl(env, record.id);
  return (
    <section class="section card">
      <h2>{env.t('Address for guests')}</h2>
      <AddressLines env={env} url={url} open={env.t('Open as a guest')} />
      <details>
        <summary>{env.t('QR code')}</summary>
        <figure class="qr" aria-label={env.t('QR code of the address')}>
          {raw(renderSVG(url))}
        </figure>
      </details>
      <EmbedPanel env={env} url={url} sites={typeof record.embedSites === 'string' ? record.embedSites : null} />
    </section>
  );
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
  },
  {
    kind: 'form',
    model: 'booking.link',
    sections: [
      { title: 'What guests see', fields: ['name', 'description', 'timeZone', 'showHost', 'style'] },
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
        fields: ['seats', { name: 'showSeats', visible: { seats: { gt: 1 } } }, 'waitlist', { name: 'waitlistHours', visible: { waitlist: true } }],
      },
      { title: 'How', fields: ['approval', { name: 'answerHours', visible: { approval: true } }, 'active', 'expiresAt', 'maxBookings'] },
    ],
    tabs: [
      {
        name: 'limits',
        title: 'Pauses and limits',
        sections: [
          { title: 'Pauses', fields: ['bufferBeforeMin', 'bufferAfterMin', 'bufferPolicy', 'grid'] },
          { title: 'At most', fields: ['maxPerDay', 'maxPerWeek', 'maxPerMonth', 'maxMinutesPerDay', 'maxMinutesPerWeek', 'maxMinutesPerMonth'] },
        ],
      },
      {
        name: 'form',
        title: 'What guests are asked',
        sections: [
          { title: 'What they fill in', fields: ['guestsAllowed', 'consent'] },
          { title: 'Elsewhere', fields: ['embedSites'] },
          { title: 'Moving and cancelling', fields: ['cancelNoticeMin', 'policy'] },
        ],
      },
    ],
    panels: [addressPanel],
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
        confirm: 'The link gets a new address. The old one stops working at once, wherever it was sent.',
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
  { kind: 'form-extension', model: 'meeting.event', panels: [writtenPanel] },
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
