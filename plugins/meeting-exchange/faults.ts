import { defineErrors } from '#core';

export const fault = defineErrors({
  EXCHANGE_FILE: { status: 422, title: 'Please choose a calendar file (.ics) or a table (.csv) with meetings.' },
  EXCHANGE_SIZE: { status: 422, title: 'The file is larger than 5 MB or holds more than 1,000 meetings. Please split it.' },
  EXCHANGE_EMPTY: { status: 422, title: 'There is no meeting in this file.' },
  EXCHANGE_MOST: { status: 422, title: 'At most 5,000 meetings can be exported at once. Choose a shorter time.' },
});
