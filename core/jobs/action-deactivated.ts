import { z } from 'zod';
import { defineEvent } from '../events/event.ts';

/** A scheduled action has failed so often in a row that it was switched off. `plugin` is the one that declares it. */
export const actionDeactivated = defineEvent('core.action-deactivated', z.object({ action: z.string(), plugin: z.string(), failures: z.number() }));
