import { z } from 'zod';

/** ICU still lists these under names that the zone database has left behind. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

let listed: readonly string[] | undefined;

/** Every zone worth choosing, by today's names, sorted, `UTC` first. */
export function listZones(): readonly string[] {
  listed ??= ['UTC', ...[...new Set(Intl.supportedValuesOf('timeZone').map((name) => renamed[name] ?? name))].filter((name) => name !== 'UTC').sort()];
  return listed;
}

let spellings: ReadonlyMap<string, string> | undefined;

/** `europe/berlin` → `Europe/Berlin`; names that are not listed stay as they are. */
function spelled(name: string): string {
  spellings ??= new Map(listZones().map((zone) => [zone.toLowerCase(), zone]));
  return spellings.get(name.toLowerCase()) ?? name;
}

const shape = /^[A-Za-z][A-Za-z0-9_+\-/]{0,59}$/;
const answers = new Map<string, boolean>();

/** Is this the name of a zone (`Europe/Berlin`, also old names such as `US/Pacific`)? A bare offset is none. */
export function isZone(name: string): boolean {
  if (!shape.test(name)) return false;
  let answer = answers.get(name);
  if (answer === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      answer = true;
    } catch {
      answer = false;
    }
    // Only names that exist are kept, in any case of letters: what strangers send cannot fill the memory.
    if (answer && answers.size < 2000) answers.set(name, answer);
  }
  return answer;
}

/** An IANA zone name, in its usual spelling. */
export const zone = () => z.string().trim().max(60).refine(isZone, 'Please choose a time zone from the list.').transform(spelled);
