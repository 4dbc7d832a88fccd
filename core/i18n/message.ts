import type { Closure, PluginName } from '../model/schema.ts';

/** Every plugin merges the English texts of its pages here, as its German file has them: `declare module '#core' { interface Messages { zoom: typeof import('./i18n/de.json') } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: merged by the plugins
export interface Messages {}

type Own<P> = P extends keyof Messages ? keyof Messages[P] & string : never;

/** The texts that plugin `P` may ask for: its own and those of the plugins it depends on. For code that serves any plugin: every text. */
export type Message<P> = [P] extends [never] ? string : P extends PluginName ? Own<Closure<P>> : string;

/** A text as it may be written in a call: one that stands in the plugin's words, or one that is only known when it runs (the label of a field). */
export type Known<P, T extends string> = string extends T ? T : T extends Message<P> ? T : { missing: 'add this text to i18n/de.json' };

type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type Values = Record<string, string | number>;

/** What has to be given for the `{names}` of a text; anything for one that is only known when it runs. */
export type Filling<T extends string> = string extends T
  ? [values?: Values]
  : [Names<T>] extends [never]
    ? [values?: Values]
    : [values: { readonly [N in Names<T>]: string | number } & Values];
