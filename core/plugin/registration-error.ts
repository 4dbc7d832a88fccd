/** A plugin cannot be taken: says which plugin, which key, and what to write instead. */
export class RegistrationError extends Error {
  readonly plugin: string;
  readonly key: string;
  constructor(plugin: string, key: string, message: string) {
    super(`Plugin "${plugin}", ${key}: ${message}`);
    this.name = 'RegistrationError';
    this.plugin = plugin;
    this.key = key;
  }
}
