/** In the token directory; the record is `person/key`. */
export const KEY_KIND = 'api.key';

/** How every key looks: for secret scanners, and so that anything else costs no query. 256 random bits behind the prefix. */
export const apiKeyPattern = /^atr_[A-Za-z0-9_-]{43}$/;
export const KEY_PREFIX = 'atr_';
