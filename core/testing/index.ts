/** The test kit: real databases, mail, browsers and faults. For tests only. */

export { bootTestApp, type TestApp, type TestAppOptions } from './boot-test-app.ts';
export { axe, openBrowser } from './browser.ts';
export { type Clock, createClock } from './clock.ts';
export { emptyDatabase, type TestDatabase, testDatabase } from './database.ts';
export { type FakeService, openFakeService, type ServiceAnswer, type ServiceCall, type ServiceFault, type ServiceFaultKind } from './fake-service.ts';
export { type FaultProxy, openFaultProxy } from './fault-proxy.ts';
export { type Mailbox, type MailFaults, openMailbox, type ReceivedMail } from './mailbox.ts';
export type { OpenApi } from './request-checker.ts';
export { accessMatrix } from './suites/access-matrix.ts';
export { actionSuite } from './suites/action-suite.ts';
export { lifecycleSuite } from './suites/lifecycle-suite.ts';
export { waitFor } from './wait-for.ts';
