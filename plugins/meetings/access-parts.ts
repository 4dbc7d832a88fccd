import { type AccessTable, me } from '#core';

/** Who may all with meetings and rooms. */
export const managers = ['meetings.manager', 'base.admin', 'plugin:meetings'];

/** Meetings and series that somebody hosts or made. */
export const mine = { $or: [{ host: me }, { creator: me }] };

/** Of what everybody reads and managers keep. */
export const kept: AccessTable = { user: 'r', 'meetings.manager': 'crud', 'base.admin': 'crud', 'plugin:meetings': 'crud' };
