import type { Env } from '#core';

type Person = { id?: string; email: string };

export const personalData = {
  export: async (env: Env<'booking-portal'>, { email }: Person) => ({
    bookings: (await env.model('booking.booking').find({ guestEmail: email })).map(({ guestName, guestEmail, timeZone, language, answers, createdAt }) => ({
      guestName,
      guestEmail,
      timeZone,
      language,
      answers,
      createdAt,
    })),
  }),
  erase: async (env: Env<'booking-portal'>, { email }: Person) => {
    const rows = await env.model('booking.booking').find({ guestEmail: email });
    for (const { id } of rows)
      await env.model('booking.booking').update(id, { guestName: 'Erased', guestEmail: `erased-${id}@invalid.example`, browser: null, answers: [] });
    return rows.length;
  },
};
