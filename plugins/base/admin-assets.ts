/** The styles of this plugin's own admin pages. */
export const adminStyles = [{ plugin: 'base', file: 'admin.css' }] as const;
