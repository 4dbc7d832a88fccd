/** `fooBar` → `foo_bar`. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `meeting.virtual_room` → `meeting_virtual_room`. */
export const tableName = (model: string): string => model.replaceAll('.', '_').replaceAll('-', '_');

/** An identifier for SQL text. Names come from declarations, never from a request. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A string literal for SQL text. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
