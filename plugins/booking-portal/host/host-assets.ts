/** Of the pages for hosts. */
export const hostAssets = { styles: [{ plugin: 'booking-portal', file: 'host.css' }] };
