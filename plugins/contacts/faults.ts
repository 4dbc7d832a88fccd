import { defineErrors } from '#core';

export const fault = defineErrors({
  CONTACT_UNKNOWN: { status: 422, title: 'There is no contact with this address. Check it, or add the contact first.' },
  CONTACT_SAME: { status: 422, title: 'A contact cannot be merged into itself. Enter the address of the other one.' },
  CONTACT_MERGED: { status: 409, title: 'This contact was merged already. Open the one that took its place.' },
});
