/** A new photo has a new address, so that the old one may be kept for ever. */
export const photoAddress = (room: string, at: Date): string => `/app/rooms/${room}/photo?at=${at.getTime()}`;
