import { describe, expect, it } from 'vitest';
import { busyTimes, readCalendar, TookTooLong } from '../contract.ts';

const file = (...parts: string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...parts, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]): string => ['BEGIN:VEVENT', 'UID:u1@example.org', ...lines, 'END:VEVENT'].join('\r\n');

/** Busy stretches as `start/end` in UTC to the minute. */
async function busy(text: string, timeZone = 'Europe/Berlin', from = '2027-01-01', to = '2028-01-01'): Promise<string[]> {
  const found = await busyTimes(text, { timeZone, from: new Date(`${from}T00:00:00Z`), to: new Date(`${to}T00:00:00Z`) });
  return (found?.busy ?? []).map(({ start, end }) => `${start.toISOString().slice(0, 16)}/${end.toISOString().slice(0, 16)}`);
}

describe('one event', () => {
  it.each([
    ['in UTC', 'Z', '', '2027-07-01T09:00/2027-07-01T10:00'],
    ['in a named zone', '', ';TZID=Asia/Kathmandu', '2027-07-01T03:15/2027-07-01T04:15'],
    ['in a zone of Windows', '', ';TZID=W. Europe Standard Time', '2027-07-01T07:00/2027-07-01T08:00'],
    ['in a zone with a prefix', '', ';TZID=/example.org/20200101/Europe/London', '2027-07-01T08:00/2027-07-01T09:00'],
    ['floating, on the reader’s clock', '', '', '2027-07-01T07:00/2027-07-01T08:00'],
  ])('%s', async (_what, z, zone, expected) => {
    expect(await busy(file(event(`DTSTART${zone}:20270701T090000${z}`, `DTEND${zone}:20270701T100000${z}`)))).toEqual([expected]);
  });

  it('in a zone that only the file explains', async () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Ours',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0230',
      'TZOFFSETTO:+0230',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    expect(await busy(file(...zone, event('DTSTART;TZID=Ours:20270701T090000', 'DURATION:PT30M')))).toEqual(['2027-07-01T06:30/2027-07-01T07:00']);
  });

  it('of a whole day lasts from midnight to midnight, also when the clock changes', async () => {
    expect(await busy(file(event('DTSTART;VALUE=DATE:20270328')))).toEqual(['2027-03-27T23:00/2027-03-28T22:00']);
  });

  it('that is free, cancelled or takes no time does not count', async () => {
    const at = ['DTSTART:20270701T090000Z', 'DTEND:20270701T100000Z'];
    for (const line of ['TRANSP:TRANSPARENT', 'STATUS:CANCELLED', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE']) expect(await busy(file(event(...at, line)))).toEqual([]);
    expect(await busy(file(event('DTSTART:20270701T090000Z')))).toEqual([]);
  });

  it('that cannot be read is left out and counted', async () => {
    const found = await busyTimes(
      file(
        event('DTSTART;TZID=Nowhere/Land:20270701T090000'),
        event('DTSTART:garbage'),
        event('SUMMARY:none'),
        event('DTSTART:20270701T090000Z', 'DURATION:PT1H'),
      ),
      {
        timeZone: 'UTC',
        from: new Date('2027-01-01'),
        to: new Date('2028-01-01'),
      },
    );
    expect([found?.busy.length, found?.unread]).toEqual([1, 3]);
  });
});

describe('a series', () => {
  it('stays at nine on its clock when that is changed', async () => {
    const text = file(event('DTSTART;TZID=Europe/Berlin:20270326T090000', 'DTEND;TZID=Europe/Berlin:20270326T100000', 'RRULE:FREQ=DAILY;COUNT=4'));
    expect((await busy(text, 'UTC')).map((one) => one.slice(0, 16))).toEqual(['2027-03-26T08:00', '2027-03-27T08:00', '2027-03-28T07:00', '2027-03-29T07:00']);
  });

  it('ends with UNTIL, given in UTC or as a day, its last occurrence included', async () => {
    const series = (until: string) =>
      file(event('DTSTART;TZID=America/New_York:20270701T200000', 'DTEND;TZID=America/New_York:20270701T210000', `RRULE:FREQ=DAILY;UNTIL=${until}`));
    expect(await busy(series('20270704T000000Z'))).toHaveLength(3);
    expect(await busy(series('20270703'))).toHaveLength(3);
  });

  it('has excluded, added and moved occurrences', async () => {
    const text = file(
      event(
        'DTSTART;TZID=Europe/Berlin:20270705T090000',
        'DTEND;TZID=Europe/Berlin:20270705T100000',
        'RRULE:FREQ=WEEKLY;COUNT=4',
        'EXDATE;TZID=Europe/Berlin:20270712T090000',
        'RDATE;TZID=Europe/Berlin:20270715T090000',
      ),
      event('RECURRENCE-ID;TZID=Europe/Berlin:20270719T090000', 'DTSTART;TZID=Europe/Berlin:20270720T140000', 'DTEND;TZID=Europe/Berlin:20270720T150000'),
      event('RECURRENCE-ID:20270726T070000Z', 'STATUS:CANCELLED', 'DTSTART:20270726T070000Z', 'DTEND:20270726T080000Z'),
    );
    expect((await busy(text)).map((one) => one.slice(0, 16))).toEqual(['2027-07-05T07:00', '2027-07-15T07:00', '2027-07-20T12:00']);
  });

  it('without an end is followed as far as is asked; overlapping times are joined', async () => {
    const text = file(
      event('DTSTART:20200101T090000Z', 'DTEND:20200101T100000Z', 'RRULE:FREQ=DAILY'),
      event('DTSTART:20270105T093000Z', 'DTEND:20270105T110000Z'),
    );
    const found = await busy(text, 'UTC', '2027-01-04', '2027-01-07');
    expect(found).toEqual(['2027-01-04T09:00/2027-01-04T10:00', '2027-01-05T09:00/2027-01-05T11:00', '2027-01-06T09:00/2027-01-06T10:00']);
  });

  it('of whole days', async () => {
    const text = file(event('DTSTART;VALUE=DATE:20270327', 'DTEND;VALUE=DATE:20270328', 'RRULE:FREQ=WEEKLY;COUNT=2', 'EXDATE;VALUE=DATE:20270403'));
    expect(await busy(text)).toEqual(['2027-03-26T23:00/2027-03-27T23:00']);
  });
});

describe('what strangers send', () => {
  it('is no calendar when it is a web page', async () => {
    const query = { timeZone: 'UTC', from: new Date('2027-01-01'), to: new Date('2028-01-01') };
    expect(await busyTimes('<html>Sign in</html>', query)).toBeUndefined();
    expect(await busyTimes('', query)).toBeUndefined();
    expect(readCalendar('BEGIN:VCARD', 'UTC')).toBeUndefined();
  });

  it('may repeat without end or reason, and does not hold us up', async () => {
    for (const rule of [
      'FREQ=SECONDLY',
      'FREQ=HOURLY',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31',
      'FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4',
      'FREQ=DAILY;BYDAY=6MO;BYMONTH=13',
      'nonsense',
    ]) {
      try {
        await busy(file(event('DTSTART:19000101T090000Z', 'DTEND:19000101T100000Z', `RRULE:${rule}`)));
      } catch (error) {
        expect(error).toBeInstanceOf(TookTooLong);
      }
    }
  });

  it('may make as much work as it likes, in every event: others go on, and in the end it is given up', async () => {
    const heavy = file(
      ...Array.from({ length: 1_500 }, (_, n) => event('DTSTART:19700101T090000Z', `DTEND:19700101T09${10 + (n % 50)}00Z`, 'RRULE:FREQ=DAILY')),
    );
    let [last, longest] = [performance.now(), 0];
    const look = (): void => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    };
    const timer = setInterval(look, 5);
    await expect(Promise.all([busy(heavy), busy(heavy)])).rejects.toBeInstanceOf(TookTooLong);
    look();
    clearInterval(timer);
    expect(longest).toBeLessThan(2_000);
  }, 60_000);

  it('lists of busy times (VFREEBUSY) are read too', async () => {
    const free = [
      'BEGIN:VFREEBUSY',
      'FREEBUSY;FBTYPE=BUSY:20270701T090000Z/PT1H,20270701T120000Z/20270701T130000Z',
      'FREEBUSY;FBTYPE=FREE:20270702T090000Z/PT1H',
      'END:VFREEBUSY',
    ];
    expect(await busy(file(...free))).toEqual(['2027-07-01T09:00/2027-07-01T10:00', '2027-07-01T12:00/2027-07-01T13:00']);
  });
});

it('reads the events of a file one by one, with their people', () => {
  const lines = readCalendar(
    file(
      event(
        'DTSTART;TZID=Europe/Berlin:20270701T090000',
        'DTEND;TZID=Europe/Berlin:20270701T100000',
        'SUMMARY:Talk\\, long',
        'ORGANIZER;CN="Ann, A.":mailto:Ann@Example.org',
        'ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED:mailto:bo@example.org',
        'SEQUENCE:3',
      ),
      event('SUMMARY:No start'),
    ),
    'UTC',
  );
  expect(lines?.[0]).toMatchObject({
    line: 3,
    event: {
      summary: 'Talk, long',
      timeZone: 'Europe/Berlin',
      sequence: 3,
      organizer: { name: 'Ann, A.', email: 'ann@example.org' },
      attendees: [{ email: 'bo@example.org', role: 'optional', partstat: 'DECLINED' }],
    },
  });
  expect(lines?.[1]).toMatchObject({ problem: 'The event has no start.' });
});
