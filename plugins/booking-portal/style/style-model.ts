import { f, model } from '#core';
import { pagesInHands } from '../in-hands.ts';

/** How pages for guests look, for several links and team pages at once. */
export const styleModels = {
  'booking.style': model({
    label: 'Page style',
    labelPlural: 'Page styles',
    fields: {
      name: f.text({ required: true, max: 120 }),
      owner: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: pagesInHands }),
      /** `#rrggbb`; made readable in light and dark where it is shown. */
      accent: f.text({ max: 7, label: 'Colour', help: 'For example #3355cc. It is made darker or lighter where text could not be read.' }),
      text: f.longText({ max: 1000, label: 'Text at the foot', help: 'An imprint or a note on privacy; addresses become links.' }),
      /** PNG, JPEG or WebP, up to 256 kB; checked by its first bytes. */
      logo: f.bytes({ hidden: ['plugin:booking-portal'] }),
      /** Raised by every upload; part of the picture's address. Null: no logo. */
      logoAt: f.instant({ readonly: true, hidden: ['plugin:booking-portal'] }),
    },
    indexes: [{ fields: ['owner'] }],
    order: ['name'],
  }),
};

/** Of a link and of a team. */
export const styleField = f.ref('booking.style', { onDelete: 'setNull', label: 'Page style' });
