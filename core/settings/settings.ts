import type { z } from 'zod';

/** A plugin's settings: a zod object whose every member has a default, so that there is always a value. Names of secrets are listed. */
export type SettingsType<S extends z.ZodObject = z.ZodObject> = {
  readonly plugin: string;
  readonly title: string;
  readonly schema: S;
  /** Members that are encrypted and write-only. */
  readonly secrets: readonly string[];
};

export type SettingsValue<T> = T extends SettingsType<infer S> ? z.output<S> : never;

export function defineSettings<S extends z.ZodObject>(settings: {
  plugin: string;
  title: string;
  schema: S;
  secrets?: readonly (keyof z.output<S> & string)[];
}): SettingsType<S> {
  return { ...settings, secrets: settings.secrets ?? [] };
}
