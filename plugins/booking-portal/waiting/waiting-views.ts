import { defineViews } from '#core';
import type {} from '../schema.ts';

/** Who waits for which time, for the host. */
export const waitingViews = defineViews<'booking-portal'>([
  {
    kind: 'list',
    model: 'booking.waiting',
    columns: ['name', 'email', 'link', 'from', 'until', 'state', 'offeredUntil'],
    filters: [{ name: 'line', label: 'In line', domain: { state: { in: ['waiting', 'offered'] } }, default: true }],
    search: ['name', 'email'],
    order: ['createdAt'],
    noCreate: true,
    empty: 'Nobody waits. Guests can put themselves on the list where a link has one.',
  },
]);
