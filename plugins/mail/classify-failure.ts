/** What a refusal means for the mail, its address and the server. */
export type Failure =
  /** The server does not take our name and password: no mail will get through until somebody corrects them. */
  | { kind: 'credentials'; problem: string }
  /** The server cannot be reached or does not answer properly: the mail is not to blame. */
  | { kind: 'server'; problem: string }
  /** It said “later” (4xx) about this mail. */
  | { kind: 'later'; problem: string }
  /** It said “never” (5xx); `suppress`: about the address itself. */
  | { kind: 'never'; problem: string; suppress: boolean };

const text = (error: object, key: string): string => {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : '';
};

const reasons: Readonly<Record<string, string>> = {
  EDNS: 'The name of the mail server cannot be found.',
  ETIMEDOUT: 'The mail server did not answer in time.',
  ETLS: 'No secure connection to the mail server could be made.',
  ECONNECTION: 'The mail server closed the connection.',
  ESOCKET: 'The mail server cannot be reached.',
};

/** The server's own words, short enough for a list: one line, without anything that could turn it. */
const words = (response: string): string =>
  response
    .replace(/[^\x20-\x7e\u00a0-\u024f]+/g, ' ')
    .trim()
    .slice(0, 300);

/** Reads an error of the SMTP client by its code, the command that failed and the server's answer (RFC 5321 §4.2, RFC 3463). */
export function classifyFailure(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return { kind: 'server', problem: 'The mail server cannot be reached.' };
  const code = text(error, 'code');
  const command = text(error, 'command').toUpperCase();
  const response = words(text(error, 'response') || text(error, 'message'));
  const status: unknown = Reflect.get(error, 'responseCode');
  const number = typeof status === 'number' ? status : 0;
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return number >= 400 && number < 500
      ? { kind: 'server', problem: `The mail server cannot check our password now: ${response}` }
      : { kind: 'credentials', problem: `The mail server refused our user name or password: ${response}` };
  }
  const aboutMail = command.startsWith('RCPT') || command.startsWith('DATA') || command.startsWith('MAIL');
  if (aboutMail && number >= 500) {
    return { kind: 'never', suppress: command.startsWith('RCPT') || /\b5\.1\.[1-6]\b/.test(response), problem: `The receiving server refused it: ${response}` };
  }
  // 421 is about the connection.
  if (aboutMail && number >= 400 && number !== 421) return { kind: 'later', problem: `The receiving server asks to try later: ${response}` };
  if (code === 'EENVELOPE' && number === 0) return { kind: 'never', suppress: false, problem: 'The address cannot be used.' };
  if (code === 'EMESSAGE' && number === 0) return { kind: 'never', suppress: false, problem: 'The mail cannot be written.' };
  return { kind: 'server', problem: reasons[code] ?? `The mail server cannot be used: ${response}` };
}
