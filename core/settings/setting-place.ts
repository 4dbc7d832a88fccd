/** Binds a sealed setting to where it stands. */
export const settingPlace = (org: number, plugin: string, key: string): string => `setting/${org}/${plugin}/${key}`;
