import { defineErrors } from '#core';

export const fault = defineErrors({
  EXTERNAL_CALENDAR_ADDRESS: { status: 422, title: 'Enter the address of a calendar that begins with https:// or webcal://.' },
  EXTERNAL_CALENDAR_MOST: { status: 422, title: 'You have ten calendars already. Remove one first.' },
});
