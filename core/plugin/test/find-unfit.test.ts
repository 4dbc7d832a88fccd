import { describe, expect, it } from 'vitest';
import type { Manifest } from '../define-plugin.ts';
import { findUnfit } from '../find-unfit.ts';

type Sketch = Partial<Manifest> & { has?: readonly string[]; needs?: readonly string[] };
const plugin = (name: string, { has = [], needs = [], ...more }: Sketch = {}): Manifest & { has: readonly string[]; needs: readonly string[] } => ({
  name,
  version: '1.0.0',
  title: name,
  summary: name,
  category: 'Test',
  icon: 'box',
  core: '*',
  url: import.meta.url,
  has,
  needs,
  ...more,
});

/** Names must be unique, and what is needed must be there. */
function build(plugins: readonly Manifest[]): void {
  const sketches = plugins as ReturnType<typeof plugin>[];
  const owner = new Map<string, string>();
  for (const { name, has } of sketches) {
    for (const thing of has) {
      const other = owner.get(thing);
      if (other !== undefined) throw new Error(`${name}: ${thing} is ${other}'s`);
      owner.set(thing, name);
    }
  }
  for (const { name, needs } of sketches) for (const thing of needs) if (!owner.has(thing)) throw new Error(`${name}: there is no ${thing}`);
}

describe('whose fault it is', () => {
  it('is the newcomer who claims what another has, whatever its name', () => {
    const unfit = findUnfit([plugin('web', { essential: true, has: ['page'] }), plugin('zoom', { has: ['room'] }), plugin('aaa', { has: ['room'] })], build);
    expect([...unfit]).toEqual([['aaa', "aaa: room is zoom's"]]);
  });

  it('is nobody else when several are at fault', () => {
    const unfit = findUnfit(
      [
        plugin('web', { essential: true, has: ['page'] }),
        plugin('one', { has: ['page'] }),
        plugin('two', { has: ['two'] }),
        plugin('three', { needs: ['nothing'] }),
        plugin('four', { has: ['two'] }),
        plugin('five', { depends: ['four'] }),
      ],
      build,
    );
    expect([...unfit.keys()].sort()).toEqual(['four', 'one', 'three']);
  });

  it('is not one that names what a later one brings', () => {
    const unfit = findUnfit([plugin('early', { needs: ['late'] }), plugin('broken', { needs: ['nothing'] }), plugin('late', { has: ['late'] })], build);
    expect([...unfit.keys()]).toEqual(['broken']);
  });

  it('is not an essential one that needs another essential one without depending on it', () => {
    const unfit = findUnfit(
      [
        plugin('web', { essential: true, needs: ['group'] }),
        plugin('base', { essential: true, depends: ['web'], has: ['group'] }),
        plugin('bad', { has: ['group'] }),
      ],
      build,
    );
    expect([...unfit.keys()]).toEqual(['bad']);
  });

  it("is nobody's where the essential ones contradict each other", () => {
    expect(findUnfit([plugin('web', { essential: true, has: ['x'] }), plugin('base', { essential: true, has: ['x'] })], build).size).toBe(0);
  });
});
