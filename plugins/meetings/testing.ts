export { tendAccounts } from './conference/tend-accounts.ts';
export { testAccount } from './conference/test-account.ts';
export { settings as meetingSettings } from './settings.ts';
export type { FakeFault, FakeProvider } from './test/fake-provider.ts';
export { answerOf, knownRefusals } from './test/known-refusals.ts';
export { type ProviderContract, providerContext } from './test/provider-bench.ts';
export { providerContract } from './test/provider-contract.ts';
export { providerMatrix } from './test/provider-matrix.ts';
