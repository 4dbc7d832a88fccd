import type { Issue } from '#core';
import { typed } from '../../web/contract.ts';
import { type Place, place } from './place.ts';
import type { PlaceLine } from './places-page.tsx';

const LINES = 24;

const text = (raw: Readonly<Record<string, unknown>>, name: string): string => typed(raw, name).trim();

const list = (raw: Readonly<Record<string, unknown>>, name: string): string[] => {
  const value = raw[name];
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '');
};

/** What there is to choose from: ids. */
type Known = { rooms: ReadonlySet<string>; virtualRooms: ReadonlySet<string> };

const faults: Record<string, string> = {
  video: 'Choose the virtual room.',
  'phone-host': 'Write a phone number, for example +49 30 123456.',
  address: 'Write the address.',
};

/**
 * Reads the form of places. Lines without a kind are left out.
 * @returns the places, the lines as typed, and a fault for each line that cannot stand (`kind_<line>`, by the order shown again)
 */
export function readPlaces(
  raw: Readonly<Record<string, unknown>>,
  known: Known,
  newId: () => string,
): { places: Place[]; lines: PlaceLine[]; issues: Issue[] } {
  const lines = Array.from({ length: LINES }, (_, at) => ({
    id: text(raw, `id_${at}`),
    kind: text(raw, `kind_${at}`),
    which: list(raw, `which_${at}`),
    text: text(raw, `text_${at}`),
    label: text(raw, `label_${at}`),
  })).filter(({ kind }) => kind !== '');
  const places: Place[] = [];
  const issues: Issue[] = [];
  for (const [at, line] of lines.entries()) {
    const rooms = line.which.filter((id) => known.rooms.has(id));
    const virtualRoom = line.which.find((id) => known.virtualRooms.has(id));
    const used = places.some(({ id }) => id === line.id);
    const read = place.safeParse({
      id: /^[a-z0-9]{1,20}$/.test(line.id) && !used ? line.id : newId(),
      kind: line.kind,
      label: line.label,
      rooms,
      site: rooms.length > 0 ? '' : line.text,
      virtualRoom,
      phone: line.text,
      address: line.text,
    });
    if (read.success) places.push(read.data);
    else issues.push({ path: `kind_${at}`, message: faults[line.kind] ?? 'This place cannot stand like this.' });
  }
  if (places.length > 20) issues.push({ path: 'kind_0', message: 'Offer at most 20 places.' });
  return { places, lines, issues };
}
