/** The models of booking links and bookings, for plugins that count or show them. */
import type {} from './schema.ts';
