import { AtriumError } from '../errors.ts';
import { OutboundError } from '../outbound/client-type.ts';
import { GiveUp, RetryLater } from './job.ts';

/** What may stand in the table and on a page: words that were written to be read. Others' messages can hold addresses, values or secrets; they are in the log. */
export function publicReason(error: unknown): string {
  if (error instanceof AtriumError) return `${error.code}: ${error.message}`.slice(0, 500);
  if (error instanceof GiveUp || error instanceof RetryLater || error instanceof OutboundError || error instanceof TimeOut) return error.message.slice(0, 500);
  return `unexpected fault (${error instanceof Error ? error.name : typeof error}), see the log`;
}

/** The work took longer than its declaration allows. */
export class TimeOut extends Error {
  constructor(seconds: number) {
    super(`not finished after ${seconds} s`);
    this.name = 'TimeOut';
  }
}
