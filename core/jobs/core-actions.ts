import { trimLogs } from '../audit/trim-logs.ts';
import { foldRequestTimes } from '../figures/fold-request-times.ts';
import { httpCleanup } from '../http/cleanup.ts';
import type { Runtime } from '../runtime.ts';
import type { ScheduledAction } from './job.ts';

/** The core's own scheduled actions; plugins declare theirs. */
export const coreActions = (runtime: Runtime): readonly ScheduledAction[] => [httpCleanup(runtime), trimLogs(runtime), foldRequestTimes(runtime)];
