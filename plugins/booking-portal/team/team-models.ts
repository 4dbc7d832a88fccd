import { f, model } from '#core';
import { pagesInHands } from '../in-hands.ts';
import { styleField } from '../style/style-model.ts';

/** A public page of several links. Who keeps a link puts it there; people appear where they chose to be shown. */
export const teamModels = {
  'booking.team': model({
    label: 'Team page',
    labelPlural: 'Team pages',
    fields: {
      name: f.text({ required: true, max: 120 }),
      slug: f.text({ required: true, max: 60, label: 'Address', help: 'Small letters, digits and hyphens: the page stands at /team/ and this.' }),
      intro: f.longText({ max: 2000, label: 'Text' }),
      owner: f.ref('base.person', { required: true, onDelete: 'restrict', inUse: pagesInHands }),
      style: styleField,
      active: f.bool({ required: true, default: true }),
      links: f.many('booking.team_link', 'team'),
      people: f.many('booking.team_person', 'team'),
    },
    unique: [['slug']],
    indexes: [{ fields: ['owner'] }],
    order: ['name'],
  }),
  'booking.team_link': model({
    label: 'Link of a team page',
    labelPlural: 'Links of team pages',
    title: 'link',
    fields: {
      team: f.ref('booking.team', { required: true, onDelete: 'cascade' }),
      link: f.ref('booking.link', { required: true, onDelete: 'cascade' }),
      place: f.int({ required: true, default: 100, min: 1, max: 1000, help: 'Smaller ones stand first.' }),
    },
    unique: [['team', 'link']],
    indexes: [{ fields: ['link'] }],
  }),
  'booking.team_person': model({
    label: 'Person of a team page',
    labelPlural: 'People of team pages',
    title: 'person',
    fields: {
      team: f.ref('booking.team', { required: true, onDelete: 'cascade' }),
      person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
      place: f.int({ required: true, default: 100, min: 1, max: 1000, help: 'Smaller ones stand first.' }),
    },
    unique: [['team', 'person']],
    indexes: [{ fields: ['person'] }],
  }),
  /** What somebody wants strangers to see of them; without one nothing. */
  'booking.profile': model({
    label: 'Public profile',
    labelPlural: 'Public profiles',
    title: 'person',
    fields: {
      person: f.ref('base.person', { required: true, onDelete: 'cascade' }),
      shown: f.bool({ required: true, default: false, label: 'Show me on team pages' }),
      showPhoto: f.bool({ required: true, default: false, label: 'With my photo' }),
      text: f.longText({ max: 600, personal: true, label: 'About me' }),
    },
    unique: [['person']],
  }),
};
