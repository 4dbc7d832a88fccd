import type { Workspace } from '../fixture/open-workspace.ts';
import type { Hubs } from './fill-models.ts';

type Address = string | readonly string[] | { not: string };
const DAY = '2027-03-02';

/** Pages whose address names a record, or that need a query; `not`: why it is left out. A new page with a parameter must be named here. */
function addresses({ ids }: Hubs): Record<string, Address> {
  const first = (model: string): string => ids.get(model)?.[0] ?? '';
  const meeting = first('meeting.event');
  const noRows = (why: string): { not: string } => ({ not: why });
  const files = noRows('a file, one record');
  return {
    '/app/technical/:name': '/app/technical/meeting.event',
    '/app/:model/:id/technical': `/app/meeting.event/${meeting}/technical`,
    '/app/base.person/:id/groups': `/app/base.person/${first('base.person')}/groups`,
    '/app/access/groups/:name': '/app/access/groups/base.user',
    '/app/access/people/:id': `/app/access/people/${first('base.person')}`,
    '/app/access/rules/:id': noRows('no rule was made'),
    '/app/settings/:plugin': '/app/settings/meetings',
    '/app/apps/history/:id': noRows('nothing was changed'),
    '/app/apps/:app': '/app/apps/jitsi',
    '/app/apps/:app/plan': '/app/apps/jitsi/plan?kind=disable',
    '/app/apps/:app/changes/:id': noRows('nothing was changed'),
    '/app/apps/:app/export': noRows('every row of an app, read in pieces'),
    '/app/actions/:name': '/app/actions/meetings.send-reminders',
    '/app/me/keys/:id/revoke': `/app/me/keys/${first('api.key')}/revoke`,
    '/app/webhooks/:id': `/app/webhooks/${first('api.webhook')}`,
    '/app/webhooks/:id/edit': `/app/webhooks/${first('api.webhook')}/edit`,
    '/app/webhooks/:id/rotate': `/app/webhooks/${first('api.webhook')}/rotate`,
    '/app/webhooks/:id/delete': `/app/webhooks/${first('api.webhook')}/delete`,
    '/app/webhooks/deliveries/:id': `/app/webhooks/deliveries/${first('api.delivery')}`,
    '/api/docs/:model': '/api/docs/meeting.event',
    '/app/thread/:model/:id': `/app/thread/meeting.event/${meeting}`,
    '/app/thread/messages/:id': `/app/thread/messages/${first('thread.message')}`,
    '/app/thread/files/:id': files,
    '/app/meetings/series/:id': noRows('no date of a series among the rows; the series’s own tests count'),
    '/app/meetings/:id/cancel-series': noRows('no date of a series among the rows'),
    '/app/meetings/:id/edit': `/app/meetings/${meeting}/edit`,
    '/app/meetings/:id/hand-over': `/app/meetings/${meeting}/hand-over`,
    '/app/meetings/:id/invitation-text': `/app/meetings/${meeting}/invitation-text`,
    '/app/meetings/:id/history': `/app/meetings/${meeting}/history`,
    '/app/meetings/:id/invitations': `/app/meetings/${meeting}/invitations`,
    '/app/meetings/:id/meeting.ics': `/app/meetings/${meeting}/meeting.ics`,
    '/app/people/:id/hand-over': `/app/people/${first('base.person')}/hand-over`,
    '/app/calendar': ['day', 'week', 'month', 'list'].map((view) => `/app/calendar?view=${view}&day=${DAY}`),
    '/app/calendar/live': `/app/calendar/live?view=week&day=${DAY}`,
    '/app/calendar/preview': `/app/calendar/preview?start=${DAY}T09:00&end=${DAY}T10:00&tz=Europe/Berlin`,
    '/app/calendar/move': `/app/calendar/move?meeting=${meeting}&start=${DAY}T09:00&end=${DAY}T10:00&tz=Europe/Berlin`,
    '/app/rooms/timeline': [`/app/rooms/timeline?day=${DAY}`, `/app/rooms/timeline?view=week&day=${DAY}`],
    '/app/rooms/timeline/live': `/app/rooms/timeline/live?day=${DAY}`,
    '/app/rooms/booked': `/app/rooms/booked?from=${DAY}&to=2027-03-07`,
    '/app/rooms/booked.csv': `/app/rooms/booked.csv?from=${DAY}&to=2027-03-07`,
    '/app/rooms/use': `/app/rooms/use?room=${first('meeting.room')}&from=${DAY}&to=2027-03-07`,
    '/app/me/calendars/:id/remove': `/app/me/calendars/${first('external.calendar')}/remove`,
    '/app/meeting-exchange/:id': `/app/meeting-exchange/${first('exchange.import')}`,
    '/app/reports/:report': ['meetings', 'rooms'].map((report) => `/app/reports/${report}`),
    '/app/reports/:report/csv': '/app/reports/meetings/csv',
    '/app/access/explain': '/app/access/explain',
    '/people/:id/photo': files,
    '/app/rooms/:id/photo': files,
    '/app/rooms/:id/meetings': `/app/rooms/${first('meeting.room')}/meetings`,
    '/app/virtual-rooms/:id/meetings': `/app/virtual-rooms/${first('meeting.virtual_room')}/meetings`,
    '/app/virtual-rooms/:id/options': noRows('the provider has none'),
    '/app/meetings/:id/host-link': noRows('leads on'),
    '/app/meetings/:id/mails': `/app/meetings/${meeting}/mails`,
    '/app/providers/:provider/:account': noRows('no account is open'),
    '/app/me/feeds/:id/renew': `/app/me/feeds/${first('ics.feed')}/renew`,
    '/app/me/feeds/:id/remove': `/app/me/feeds/${first('ics.feed')}/remove`,
    '/app/mail-templates/:kind/:language': '/app/mail-templates/ics-mailer.invitation/en',
    '/app/booking-links/:id/questions': `/app/booking-links/${first('booking.link')}/questions`,
    '/app/booking-links/:id/check': `/app/booking-links/${first('booking.link')}/check`,
    '/app/booking-links/:id/places': `/app/booking-links/${first('booking.link')}/places`,
    '/app/booking-links/:id/preview': noRows('leads on'),
    '/app/booking-links/new': noRows('leads on'),
    '/app/booking-links': ['/app/booking-links', '/app/booking-links?all=1'],
    '/app/bookings': ['waiting', 'coming', 'past', 'cancelled'].map((tab) => `/app/bookings?tab=${tab}&all=1`),
    '/app/working-hours/:id': `/app/working-hours/${first('calendar.schedule')}`,
    '/app/audit.csv': noRows('read in pieces of a thousand lines'),
    '/app/access/review.csv': noRows('read in pieces of five hundred people'),
    '/app/access/rules/new': '/app/access/rules/new?model=meeting.event',
    '/app/meeting-exchange/meetings.ics': `/app/meeting-exchange/meetings.ics?from=${DAY}&to=2027-03-07`,
  };
}

/** The pages that are made from declared views, for every model that has some. */
function declared({ app }: Workspace, { ids }: Hubs): string[] {
  const { catalog } = app.env('base');
  return catalog.models().flatMap((model) => {
    const views = catalog.views(model);
    const first = ids.get(model)?.[0];
    const form = views.find(({ kind }) => kind === 'form');
    const kinds = new Set(views.map(({ kind }) => kind));
    if (!kinds.has('list') && !form) return [];
    return [
      ...(kinds.has('list') ? [`/app/${model}`] : []),
      ...(['cards', 'calendar', 'graph', 'pivot'] as const).flatMap((kind) => (kinds.has(kind) ? [`/app/${model}/view/${kind}`] : [])),
      ...(form && first ? [`/app/${model}/${first}`] : []),
      ...(views.some((view) => 'noCreate' in view && view.noCreate) ? [] : [`/app/${model}/new`]),
    ];
  });
}

/** Lists and records of the HTTP API for every model, with what they refer to; models that are not in it, or not for this person, answer 403 or 404. */
export function apiPagesOf({ app }: Workspace, { ids }: Hubs): string[] {
  const { catalog } = app.env('base');
  return catalog.models().flatMap((model) => {
    const first = ids.get(model)?.[0];
    const refs = catalog
      .describe(model)
      .fields.filter(({ kind, options }) => kind === 'ref' && /^(base\.person|meeting\.(event|room))$/.test(options.target ?? ''));
    const expand = refs
      .slice(0, 3)
      .map(({ name }) => name)
      .join(',');
    return [`/api/v1/${model}?limit=200${expand ? `&expand=${expand}` : ''}`, ...(first ? [`/api/v1/${model}/${first}`] : [])];
  });
}

/** Every address to be visited by somebody signed in. @throws for pages that nobody has said how to visit */
export function pagesOf(workspace: Workspace, hubs: Hubs): string[] {
  const known = addresses(hubs);
  const found = declared(workspace, hubs);
  const unknown: string[] = [];
  for (const { method, path, auth } of workspace.app.env('base').access.routes()) {
    if (method !== 'GET' || (auth !== 'user' && !auth.startsWith('group:'))) continue;
    const plain = path.replaceAll(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '');
    const named = known[plain];
    if (named === undefined) {
      if (/^\/(app|api\/v1)\/:model/.test(plain)) continue;
      if (plain.includes(':')) unknown.push(plain);
      else found.push(plain);
    } else if (typeof named === 'string') found.push(named);
    else if (Array.isArray(named)) found.push(...named);
  }
  if (unknown.length > 0) throw new Error(`say in this file which record to visit: ${unknown.join(' ')}`);
  return [...new Set(found)];
}
