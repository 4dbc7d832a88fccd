import { defineErrors } from '#core';

export const apiFault = defineErrors({
  API_PRECONDITION_FAILED: { status: 412, title: 'The record has changed since you read it. Please read it again.' },
  API_KEY_IN_ADDRESS: {
    status: 400,
    title: 'A key does not belong into an address, where logs keep it. Send it as the header Authorization, and revoke this one.',
  },
});
