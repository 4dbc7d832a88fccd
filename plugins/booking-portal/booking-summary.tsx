import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { Avatar, Icon } from '../web/contract.ts';
import type { OpenLink } from './find-link.ts';
import { PlaceChoice, type PlaceChoiceProps } from './places/place-choice.tsx';

/** Of both steps of a booking. */
export const bookingAssets = {
  styles: ['booking.css', 'choice.css'].map((file) => ({ plugin: 'booking-portal', file })),
  scripts: [{ plugin: 'booking-portal', file: 'booking.js' }],
};

export const pageTitle = ({ link, host }: OpenLink): string => (host ? `${link.name} · ${host.name}` : link.name);

type LengthsProps = { chosen: number; all: readonly number[]; href(minutes: number): string };

/** The lengths of a link, one of them chosen. */
function Lengths({ env, chosen, all, href }: LengthsProps & { env: Env }) {
  return (
    <nav class="lengths" aria-label={env.t('Length')}>
      {all.map((minutes) => (
        <a class="button" href={href(minutes)} aria-current={minutes === chosen ? 'true' : undefined}>
          {env.t('{minutes} min', { minutes })}
        </a>
      ))}
    </nav>
  );
}

/** What the booking is about, beside both steps: host, name, length, place. */
export function Summary({
  env,
  open,
  children,
  lengths,
  places,
}: {
  env: Env;
  open: OpenLink;
  children?: Child;
  lengths?: LengthsProps | undefined;
  places?: PlaceChoiceProps | undefined;
}) {
  const { link, host } = open;
  const place = open.places.length > 0 ? open.places.filter(({ id }) => id === link.chosen?.id) : open.place;
  return (
    <div class="booking-about">
      <div class="row">
        {host ? <Avatar name={host.name} large /> : null}
        <div>
          {host ? <p class="muted">{host.name}</p> : null}
          <h1>{link.name}</h1>
        </div>
      </div>
      {link.description ? <p class="lines">{link.description}</p> : null}
      <ul class="booking-facts">
        <li>
          <Icon name="clock" /> {lengths ? <Lengths env={env} {...lengths} /> : env.t('{minutes} minutes', { minutes: link.durationMin })}
        </li>
        {places ? (
          <li>
            <PlaceChoice env={env} {...places} />
          </li>
        ) : (
          place.map(({ icon, text }) => (
            <li>
              <Icon name={icon} /> {text}
            </li>
          ))
        )}
        {link.approval ? (
          <li>
            <Icon name="badge-check" /> {env.t('The host confirms each booking.')}
          </li>
        ) : null}
      </ul>
      {children}
    </div>
  );
}
