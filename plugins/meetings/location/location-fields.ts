import { f } from '#core';

/** Where a meeting takes place that has no room of ours: an address, or a call. */
export const locationFields = {
  /** `phone-guest`: the host calls the guest, whose number stands at the attendee; `phone-host`: the guest calls the number in `location`. */
  locationKind: f.choice(['address', 'phone-guest', 'phone-host'], { readonly: true, label: 'Kind of place' }),
  location: f.text({ max: 300, readonly: true, label: 'Place' }),
};
