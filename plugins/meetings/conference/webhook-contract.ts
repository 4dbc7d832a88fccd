/** A call as it came to `/hooks/<provider>/<account>`. Signatures are over `bytes`: JSON that is read and written again is another text. */
export type WebhookRequest = {
  method: string;
  headers: Pick<Headers, 'get'>;
  query: URLSearchParams;
  bytes: Uint8Array;
  /** What `renewSubscriptions` gave back last; undefined: nothing yet. */
  state: unknown;
};

/**
 * One piece of news. `key`: the same for every delivery of the same news, and for no other; seen keys are forgotten after a week. `externalId`: as in `Conference`, whatever
 * the service sends (a number becomes text).
 * `changed`: the room was changed or removed at the service: it is looked at. `summary`: there is one, or here it is.
 */
export type WebhookItem = {
  key: string;
  externalId: string;
  kind: 'changed' | 'summary';
  summary?: { version: string; markdown: string; writtenAt: Date };
};

/**
 * `status` 2xx with no items: nothing of interest. 401 or 403 where the signature is wrong, missing or too old. `body`: sent as it is, with `content-type` from `headers`
 * (text/plain unless given). `calendars`: hosts (e-mail, small letters) in whose calendar something has changed, where the service does not say what; null: one calendar
 * holds the rooms of all. They are compared with `list`. `doubted`: ids of subscriptions of which the service says that they are in danger or gone:
 * `renewSubscriptions` is asked at once, with them.
 */
export type WebhookAnswer = {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  items: readonly WebhookItem[];
  calendars?: readonly (string | null)[];
  doubted?: readonly string[];
};
