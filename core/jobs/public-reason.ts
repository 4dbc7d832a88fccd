import { AtriumError } from '../errors.ts';
import { OutboundError } from '../outbound/client-type.ts';
import { isThrown, nameOf, wordsOf } from '../thrown.ts';
import { GiveUp, RetryLater } from './job.ts';

/** What may stand in the table and on a page: words that were written to be read. Others' messages can hold addresses, values or secrets; they are in the log. */
export function publicReason(error: unknown): string {
  if (isThrown(error, AtriumError)) return `${error.code}: ${error.message}`.slice(0, 500);
  if ([GiveUp, RetryLater, OutboundError, TimeOut].some((type) => isThrown(error, type))) return wordsOf(error).slice(0, 500);
  return `unexpected fault (${nameOf(error)}), see the log`;
}

/** The work took longer than its declaration allows. */
export class TimeOut extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super(`not finished after ${seconds} s`);
    this.name = 'TimeOut';
    this.seconds = seconds;
  }
}
