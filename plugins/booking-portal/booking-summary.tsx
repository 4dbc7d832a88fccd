import type { Child } from 'hono/jsx';
import type { Env } from '#core';
import { Avatar, Icon } from '../web/contract.ts';
import type { OpenLink } from './find-link.ts';

/** Of both steps of a booking. */
export const bookingAssets = { styles: [{ plugin: 'booking-portal', file: 'booking.css' }], scripts: [{ plugin: 'booking-portal', file: 'booking.js' }] };

/** What the booking is about, beside both steps: host, name, length, place. */
export function Summary({ env, open, children }: { env: Env; open: OpenLink; children?: Child }) {
  const { link, host, place } = open;
  return (
    <div class="booking-about">
      <div class="row">
        <Avatar name={host.name} large />
        <div>
          <p class="muted">{host.name}</p>
          <h1>{link.name}</h1>
        </div>
      </div>
      {link.description ? <p class="lines">{link.description}</p> : null}
      <ul class="booking-facts">
        <li>
          <Icon name="clock" /> {env.t('{minutes} minutes', { minutes: link.durationMin })}
        </li>
        {place.map(({ icon, text }) => (
          <li>
            <Icon name={icon} /> {text}
          </li>
        ))}
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
