import { wordsOf } from '../thrown.ts';

/** A plugin's own code or SQL failed while it was brought in. Nothing of it stays. */
export class PluginFault extends Error {
  readonly plugin: string;
  /** In words: `its installation`. */
  readonly stage: string;
  constructor(plugin: string, stage: string, cause: unknown) {
    super(`Plugin "${plugin}", ${stage}: ${wordsOf(cause)}`, { cause });
    this.name = 'PluginFault';
    this.plugin = plugin;
    this.stage = stage;
  }
}
