import type { Env } from '#core';
import { Avatar, EmptyState, Icon, PortalPage } from '../../web/contract.ts';
import type { Team } from './read-team.ts';

const assets = { styles: [{ plugin: 'booking-portal', file: 'team.css' }] };

/** A team's links, and those of its people who chose to be seen. */
export async function TeamPage({ env, team }: { env: Env<'booking-portal'>; team: Team }) {
  return (
    <PortalPage env={env} title={team.name} {...team.style} {...assets}>
      {team.intro ? <p class="team-intro">{team.intro}</p> : null}
      {team.links.length === 0 ? <EmptyState icon="calendar-x">{env.t('Nothing can be booked here at the moment.')}</EmptyState> : null}
      <ul class="team-links">
        {team.links.map(({ name, description, lengths, hosts, url }) => (
          <li class="card">
            <h2>{name}</h2>
            <p class="muted">
              <Icon name="clock" /> {env.t('{minutes} minutes', { minutes: lengths.join(' / ') })}
            </p>
            {hosts ? (
              <p class="muted">
                <Icon name="user" /> {hosts}
              </p>
            ) : null}
            {description ? <p class="lines">{description}</p> : null}
            <p class="team-book">
              <a class="button primary" href={url} aria-label={`${env.t('Book a time')}: ${name}`}>
                <Icon name="calendar-plus" /> <span>{env.t('Book a time')}</span>
              </a>
            </p>
          </li>
        ))}
      </ul>
      {team.people.length > 0 ? (
        <section>
          <h2>{env.t('Who we are')}</h2>
          <ul class="team-people">
            {team.people.map(({ name, text, photo }) => (
              <li class="row">
                <Avatar name={name} photo={photo} large />
                <div>
                  <strong>{name}</strong>
                  {text ? <p class="muted lines">{text}</p> : null}
                </div>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </PortalPage>
  );
}
