import type { z } from 'zod';
import type { Env } from '../env.ts';

/** A button beside the form of a plugin's settings that tries them out: sends a test mail, asks whether a server answers. */
export type SettingsTest<V = Record<string, unknown>> = {
  /** Letters, digits and `-`. */
  name: string;
  label: string;
  help?: string;
  /** Runs as the plugin that declares it, for whoever pressed the button, with what stands in the form (saved or not). What it throws is shown as a failure. */
  run(env: Env<never>, values: V): Promise<SettingsTestResult>;
};

/** `message`: a sentence in the reader's language. */
export type SettingsTestResult = { ok: boolean; message: string };

/** A plugin's settings: a zod object whose every member has a default, so that there is always a value. Names of secrets are listed. */
export type SettingsType<S extends z.ZodObject = z.ZodObject> = {
  readonly plugin: string;
  readonly title: string;
  readonly schema: S;
  /** Members that are encrypted and write-only. */
  readonly secrets: readonly string[];
  /** Members that say where the secrets are sent: with another value in one of them, stored secrets must be typed again. */
  readonly destination: readonly string[];
  readonly tests: readonly SettingsTest<z.output<S>>[];
};

export type SettingsValue<T> = T extends SettingsType<infer S> ? z.output<S> : never;

/** Where a member's value comes from now. */
export type SettingState = {
  source: 'default' | 'stored' | 'environment';
  /** The environment variable that would go over it. */
  variable: string;
  /** Of the stored value. */
  changedAt: Date | undefined;
  /** `user:<person>`, `plugin:<name>` or `system`. */
  changedBy: string | undefined;
};

/**
 * Each member's `meta` shapes its place on the settings page: `title`, `description`, `format` (`long`, `email`, `url`, `color`, `zone`, `duration` with
 * `unit`: `seconds`, `minutes`, `hours` or `days`), `choices` (words for the values of an enum), `hidden`.
 */
export function defineSettings<S extends z.ZodObject>(settings: {
  plugin: string;
  title: string;
  schema: S;
  secrets?: readonly (keyof z.output<S> & string)[];
  destination?: readonly (keyof z.output<S> & string)[];
  tests?: readonly SettingsTest<z.output<S>>[];
}): SettingsType<S> {
  return { ...settings, secrets: settings.secrets ?? [], destination: settings.destination ?? [], tests: settings.tests ?? [] };
}

/**
 * Secrets are write-only, so that nobody gets them by sending them elsewhere.
 * @param changed typed now; `current`: what counts until then
 * @returns the secrets to be typed again, because where they go has changed
 */
export function secretsToTypeAgain(
  type: SettingsType,
  current: Readonly<Record<string, unknown>>,
  changed: Readonly<Record<string, unknown>>,
): readonly string[] {
  const set = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
  const elsewhere = type.destination.some((name) => name in changed && set(current[name]) && changed[name] !== current[name]);
  return elsewhere ? type.secrets.filter((name) => set(current[name]) && !(name in changed)) : [];
}
