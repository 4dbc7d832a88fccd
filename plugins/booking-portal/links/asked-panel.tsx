import type { Env } from '#core';
import { LinkButton, Table } from '../../web/contract.ts';
import { kindWords } from '../host/questions-page.tsx';
import { describePlaces } from '../places/describe-places.ts';
import { keeps } from './kept-link.ts';

/** In the tab of what guests are asked: the questions and the places of a link, each with the way to its own page. */
export async function askedPanel(env: Env<'booking-portal'>, record: { id: string }) {
  const link = await env.model('booking.link').get(record.id);
  const places = await describePlaces(env, link);
  const kept = keeps(env, link.host);
  return (
    <>
      <section class="section card">
        <h2>{env.t('Questions for guests')}</h2>
        {link.questions.length === 0 ? (
          <p class="muted">{env.t('Guests are asked for name and address alone.')}</p>
        ) : (
          <Table
            head={[env.t('Question'), env.t('Answer'), env.t('Must be answered')]}
            rows={link.questions.map(({ label, kind, required }) => [label, env.t(kindWords[kind] as 'One line'), required ? env.t('Yes') : env.t('No')])}
          />
        )}
        {kept ? (
          <div class="row">
            <LinkButton href={`/app/booking-links/${link.id}/questions`}>{env.t('Change the questions')}</LinkButton>
          </div>
        ) : null}
      </section>
      <section class="section card">
        <h2>{env.t('Places to choose from')}</h2>
        {places.length === 0 ? (
          <p class="muted">{env.t('Guests have no choice: it is the room and the virtual room of the link.')}</p>
        ) : (
          <ul>
            {places.map(({ text }) => (
              <li>{text}</li>
            ))}
          </ul>
        )}
        {kept ? (
          <div class="row">
            <LinkButton href={`/app/booking-links/${link.id}/places`}>{env.t('Change the places')}</LinkButton>
          </div>
        ) : null}
      </section>
    </>
  );
}
