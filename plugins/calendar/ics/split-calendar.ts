/** The parts of a calendar file, each as its own lines (folds kept), so that one that is broken spoils no other. */
export type CalendarParts = { events: { text: string; line: number }[]; zones: string[]; freeBusy: string[] };

const kinds = { VEVENT: 'events', VTIMEZONE: 'zones', VFREEBUSY: 'freeBusy' } as const;
const kindOf = (name: string): keyof CalendarParts | undefined => (name === 'VEVENT' || name === 'VTIMEZONE' || name === 'VFREEBUSY' ? kinds[name] : undefined);

/** Cuts one or several VCALENDARs into their parts. @returns undefined for what is no calendar at all (a web page, for example) */
export function splitCalendar(text: string): CalendarParts | undefined {
  if (!/^\uFEFF?\s*BEGIN:VCALENDAR\s*$/im.test(text.slice(0, 1000))) return undefined;
  const parts: CalendarParts = { events: [], zones: [], freeBusy: [] };
  const lines = text.split(/\r\n|\n|\r/);
  let open: { name: string; from: number } | undefined;
  for (let at = 0; at < lines.length; at++) {
    const [, verb, given] = /^(BEGIN|END):([A-Za-z-]+)\s*$/i.exec(lines[at] ?? '') ?? [];
    const name = given?.toUpperCase() ?? '';
    if (verb?.toUpperCase() === 'BEGIN' && !open && kindOf(name)) open = { name, from: at };
    if (verb?.toUpperCase() === 'END' && open?.name === name) {
      const part = lines.slice(open.from, at + 1).join('\r\n');
      const kind = kindOf(name);
      if (kind === 'events') parts.events.push({ text: part, line: open.from + 1 });
      else if (kind) parts[kind].push(part);
      open = undefined;
    }
  }
  return parts;
}
