import type { Env } from '#core';

type Person = { id?: string; email: string };

export const personalData = {
  export: async (env: Env<'booking-portal'>, { id, email }: Person) => ({
    ...(id
      ? { publicProfile: (await env.model('booking.profile').find({ person: id })).map(({ shown, showPhoto, text }) => ({ shown, showPhoto, text })) }
      : {}),
    bookings: (await env.model('booking.booking').find({ guestEmail: email })).map(
      ({ guestName, guestEmail, timeZone, language, answers, note, others, createdAt }) => ({
        guestName,
        guestEmail,
        timeZone,
        language,
        answers,
        note,
        others,
        createdAt,
      }),
    ),
    waiting: (await env.model('booking.waiting').find({ email })).map(({ name, email: address, from, until, timeZone, state, createdAt }) => ({
      name,
      email: address,
      from,
      until,
      timeZone,
      state,
      createdAt,
    })),
  }),
  erase: async (env: Env<'booking-portal'>, { id: person, email }: Person) => {
    if (person) await env.model('booking.profile').delete({ person });
    const rows = await env.model('booking.booking').find({ guestEmail: email });
    for (const { id } of rows)
      await env
        .model('booking.booking')
        .update(id, { guestName: 'Erased', guestEmail: `erased-${id}@invalid.example`, browser: null, answers: [], note: null, others: [] });
    await env.model('booking.waiting').delete({ email });
    return rows.length;
  },
};
