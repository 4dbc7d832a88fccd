/** Spreadsheets run what begins with these as a formula, also out of a CSV; some take the wide signs for them. */
const dangerous = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** A text as a CSV may hold it: what a spreadsheet would run gets an apostrophe in front. Plain numbers stay numbers. */
export const formulaSafe = (text: string): string => (dangerous.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text);

/** Takes that apostrophe away again. */
export const withoutApostrophe = (text: string): string => (text.startsWith("'") && dangerous.test(text.slice(1)) ? text.slice(1) : text);
