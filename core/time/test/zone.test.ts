import { describe, expect, it } from 'vitest';
import { isZone, listZones, zone } from '../../index.ts';

describe('zones', () => {
  it('are listed by the names of today, each usable', () => {
    const zones = listZones();
    expect(zones[0]).toBe('UTC');
    expect(zones).toContain('Asia/Kolkata');
    expect(zones).toContain('Europe/Kyiv');
    expect(zones).not.toContain('Asia/Calcutta');
    expect(new Set(zones).size).toBe(zones.length);
    expect(zones.filter((name) => !isZone(name))).toEqual([]);
  });

  it('are checked and spelled as usual', () => {
    expect(zone().parse(' europe/berlin ')).toBe('Europe/Berlin');
    expect(zone().parse('US/Pacific')).toBe('US/Pacific');
  });

  it.each(['', '+05:00', 'Mars/Olympus', '../etc/passwd', 'Europe/Berlin\u0000', 'x'.repeat(200)])('refuse %j', (name) => {
    expect(isZone(name)).toBe(false);
    expect(zone().safeParse(name).success).toBe(false);
  });
});
