import { fillIn } from '../mail/contract.ts';
import type { Placeholder } from './words.ts';

/** What a phone's list shows of a subject. */
const SEEN = 60;
/** A topic is never cut shorter than this. */
const LEAST = 16;

/** At the end of a word, where one is near. */
function cut(topic: string, length: number): string {
  const letters = [...topic];
  if (letters.length <= length) return topic;
  const short = letters.slice(0, length - 1).join('');
  const word = short.lastIndexOf(' ');
  return `${(word > length / 2 ? short.slice(0, word) : short).replace(/[\s,;:–-]+$/u, '')}…`;
}

/** The subject with a topic so short that the time of day behind it is still seen on a phone; the date comes last. @param time as it stands in `when` */
export function subjectLine(words: string, values: Readonly<Record<Placeholder, string>>, time: string): string {
  const around = [...fillIn(words, { ...values, topic: '', when: time })].length;
  return fillIn(words, { ...values, topic: cut(values.topic, Math.max(LEAST, SEEN - around)) });
}
