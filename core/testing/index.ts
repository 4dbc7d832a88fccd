/** The test kit: real databases, mail, browsers and faults. For tests only. */
export { emptyDatabase, type TestDatabase, testDatabase } from './database.ts';
