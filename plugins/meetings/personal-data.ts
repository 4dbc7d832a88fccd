import type { Env } from '#core';

type Person = { id?: string; email: string };

/** Attendance by this address: what we hold, and how it is forgotten (the meeting stays, the name goes). */
export const personalData = {
  export: async (env: Env<'meetings'>, { email }: Person) => ({
    attendance: (await env.model('meeting.attendee').find({ email })).map(({ event, name, email: address, timeZone, role, partstat, phone, note }) => ({
      event,
      name,
      email: address,
      timeZone,
      role,
      partstat,
      phone,
      note,
    })),
  }),
  erase: async (env: Env<'meetings'>, { email }: Person) => {
    const rows = await env.model('meeting.attendee').find({ email, person: null });
    for (const { id } of rows)
      await env.model('meeting.attendee').update(id, { name: 'Erased', email: `erased-${id}@invalid.example`, phone: null, note: null });
    return rows.length;
  },
};
