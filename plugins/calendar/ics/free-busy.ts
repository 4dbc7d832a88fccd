import ICAL from 'ical.js';

/** The busy periods of a VFREEBUSY; RFC 5545 wants them in UTC. */
export function freeBusyTimes(text: string): [number, number][] {
  const component = new ICAL.Component(ICAL.parse(text));
  return component.getAllProperties('freebusy').flatMap((property) => {
    if (String(property.getFirstParameter('fbtype') ?? 'BUSY').toUpperCase() === 'FREE') return [];
    return property.getValues().flatMap((value): [number, number][] => {
      if (!(value instanceof ICAL.Period)) return [];
      return [[value.start.toJSDate().getTime(), value.getEnd().toJSDate().getTime()]];
    });
  });
}
