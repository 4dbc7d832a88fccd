/** A migration cannot be applied. `owner`: whose it is, `core` or a plugin's name. */
export class MigrationError extends Error {
  readonly owner: string;
  constructor(owner: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MigrationError';
    this.owner = owner;
  }
}
