import { describe, expect, it } from 'vitest';
import { expandGroups, groupsThatImply } from '../expand-groups.ts';

const known = [
  { name: 'base.user', implies: [] },
  { name: 'base.admin', implies: ['base.user'] },
  { name: 'owner', implies: ['base.admin'] },
  { name: 'loop.a', implies: ['loop.b'] },
  { name: 'loop.b', implies: ['loop.a'] },
];

describe('groups', () => {
  it('bring all that they imply, once, and loops end', () => {
    expect([...expandGroups(['owner'], known)].sort()).toEqual(['base.admin', 'base.user', 'owner']);
    expect([...expandGroups(['loop.a'], known)].sort()).toEqual(['loop.a', 'loop.b']);
    expect([...expandGroups([], known)]).toEqual([]);
  });

  it('keep names that nobody declares just now', () => {
    expect([...expandGroups(['gone.group'], known)]).toEqual(['gone.group']);
  });

  it('tell what leads to a group', () => {
    expect(groupsThatImply('base.user', known).sort()).toEqual(['base.admin', 'base.user', 'owner']);
    expect(groupsThatImply('owner', known)).toEqual(['owner']);
  });
});
