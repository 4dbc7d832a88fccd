import type { Env } from '#core';

/** On the page of a meeting: what those who took part thought of it. The rules decide who sees it. */
export async function feedbackPanel(env: Env<'ics-mailer'>, { id: record }: { id: string }) {
  const given = await env.model('ics.feedback').find({ event: record }, { limit: 200 });
  if (given.length === 0) return null;
  const average = given.reduce((sum, { stars }) => sum + stars, 0) / given.length;
  return (
    <section class="section">
      <h2>{env.t('Feedback')}</h2>
      <p>
        <strong>{average.toFixed(1)}</strong> {env.t('of 5, by {count}', { count: given.length })}
      </p>
      <ul class="plain">
        {given.map(({ name, stars, comment }) => (
          <li>
            <span aria-hidden="true">{'★'.repeat(stars)}</span>
            <span class="visually-hidden">{env.t('{stars} of 5', { stars })}</span> {name}
            {comment ? <p style="white-space:pre-line">{comment}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
