/** What a class of failure means to whoever keeps meetings. English; translated where it is shown. */
export const failureWords: Readonly<Record<string, string>> = {
  'auth.expired': 'access ended',
  'auth.permanent': 'credentials refused',
  'quota.short': 'too many calls',
  'quota.long': 'limit of the day reached',
  transient: 'fault or no answer',
  'conflict.done': 'was done already',
  gone: 'room is gone',
  permanent: 'refused',
  'unknown-outcome': 'outcome unknown, looked up first',
};

/** What a call asks for. */
export const callWords = {
  create: 'make the room',
  poll: 'is the room ready?',
  find: 'look for the room',
  update: 'change the room',
  cancel: 'remove the room',
  look: 'look at the room',
  summary: 'ask for the summary',
} as const;

/** What a call that went well has brought, where that is not plain. */
export const outcomeWords: Readonly<Record<string, string>> = {
  'not-ready': 'not ready yet',
  'not-enabled': 'not enabled at the service',
};
