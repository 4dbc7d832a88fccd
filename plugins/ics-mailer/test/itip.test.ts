import { describe, expect, it } from 'vitest';
import { itip, itipReply } from '../itip.ts';

const state = { uid: 'u1', sequence: 1, status: 'CONFIRMED', partstat: 'ACCEPTED' };

describe('what is told of a change (RFC 5546 §2.1.4)', () => {
  it('raises the sequence and asks again for a new time, place or recurrence', () => {
    for (const change of [{ start: '2027-03-09T10:00:00Z' }, { end: 'x' }, { location: 'Room 2' }, { rrule: 'FREQ=DAILY' }, { timeZone: 'Asia/Tokyo' }]) {
      expect(itip(state, change)).toEqual({ uid: 'u1', sequence: 2, method: 'REQUEST', status: 'CONFIRMED', partstat: 'NEEDS-ACTION' });
    }
  });
  it('keeps sequence and answer for words alone', () => {
    expect(itip(state, { subject: 'New title', description: 'x' })).toEqual({
      uid: 'u1',
      sequence: 1,
      method: 'REQUEST',
      status: 'CONFIRMED',
      partstat: 'ACCEPTED',
    });
  });
  it('cancels under the same UID with the next sequence', () => {
    expect(itip(state, { cancel: true })).toMatchObject({ uid: 'u1', sequence: 2, method: 'CANCEL', status: 'CANCELLED' });
  });
  it('sends what is stored as it stands', () => {
    expect(itip({ uid: 'u1', sequence: 0, status: 'CONFIRMED' }, {})).toMatchObject({ sequence: 0, method: 'REQUEST', partstat: 'NEEDS-ACTION' });
    expect(itip({ uid: 'u1', sequence: 3, status: 'CANCELLED' }, {})).toMatchObject({ sequence: 3, method: 'CANCEL' });
  });
});

describe('an answer (RFC 5546 §2.1.5)', () => {
  const asked = { uid: 'u1', sequence: 2, partstat: 'NEEDS-ACTION', dtstamp: '2026-01-02T00:00:00Z' };
  const reply = { uid: 'u1', sequence: 2, partstat: 'ACCEPTED', dtstamp: '2026-01-03T00:00:00Z' };
  it('counts', () => expect(itipReply(asked, reply)).toEqual({ applied: true, partstat: 'ACCEPTED' }));
  it('is ignored for an older sequence, an older stamp, another meeting', () => {
    for (const late of [{ sequence: 1 }, { dtstamp: '2026-01-01T00:00:00Z' }, { uid: 'u2' }])
      expect(itipReply(asked, { ...reply, ...late })).toEqual({ applied: false, partstat: 'NEEDS-ACTION' });
  });
});
