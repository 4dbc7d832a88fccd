import type { Row } from '#core';
import type { MeetingLocation } from '../contract.ts';

type Columns = Pick<Row<'meetings', 'meeting.event'>, 'locationKind' | 'location'>;

/** A place as its columns hold it. */
export const locationColumns = (location: MeetingLocation | null): Columns => ({ locationKind: location?.kind ?? null, location: location?.text || null });

/** The place of a row. */
export const locationOf = ({ locationKind, location }: Columns): MeetingLocation | null =>
  locationKind === null ? null : { kind: locationKind, text: location ?? '' };

/** Is it somewhere else than the plan says? A plan without a place leaves it where it is. */
export const otherPlace = (before: Columns, location: MeetingLocation | null | undefined): boolean => {
  if (location === undefined) return false;
  const { locationKind, location: text } = locationColumns(location);
  return before.locationKind !== locationKind || before.location !== text;
};
