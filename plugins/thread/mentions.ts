import type { Env } from '#core';

const mostCandidates = 60;

/** Every `@` with what may be meant: one to four words, or an address; longest first. */
export function candidatesIn(text: string): string[][] {
  const found: string[][] = [];
  for (const [, rest = ''] of text.matchAll(/(?:^|[\s(])@([^\n@]{1,120}(?:@[^\s@]{1,120})?)/gu)) {
    const email = /^[^\s@]+@[^\s@]+\.[\p{L}\p{N}-]+/u.exec(rest)?.[0];
    const words = rest.split(/\s+/).slice(0, 4);
    const names = words.map((_, index) => words.slice(0, index + 1).join(' ')).flatMap((name) => [name, name.replace(/[.,;:!?)’']+$/u, '')]);
    found.push([...new Set([...(email ? [email.toLowerCase()] : []), ...names.reverse()])].filter((name) => name.length > 1));
  }
  return found;
}

/** People named with `@Full Name` or `@address`, as the writer may see them. One statement, none where nobody is named. */
export async function findMentions(env: Env<'thread'>, text: string): Promise<{ id: string; name: string }[]> {
  const places = candidatesIn(text);
  const candidates = [...new Set(places.flat())].slice(0, mostCandidates);
  if (candidates.length === 0) return [];
  const people = await env
    .model('base.person')
    .pick({ active: true, $or: [{ name: { in: candidates } }, { email: { in: candidates } }] }, ['name', 'email'], { limit: 200 });
  const named = new Map<string, string>();
  for (const place of places) {
    const best = place.find((candidate) => people.some(({ name, email }) => name === candidate || email === candidate));
    for (const { id, name, email } of people) if (best !== undefined && (name === best || email === best)) named.set(id, name);
  }
  return [...named].map(([id, name]) => ({ id, name }));
}
