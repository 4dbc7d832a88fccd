import type { SettingsType, SettingsValue } from '#core';
import type { ProviderContext } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';

/**
 * The values of the account with which a call is made, as the plugin's settings declare them.
 * @throws ProviderFailure `auth.permanent` where what is stored does not fit (any more)
 * @example const { clientId, clientSecret } = accountOf(context, settings);
 */
export function accountOf<T extends SettingsType>({ account }: ProviderContext, settings: T): SettingsValue<T> {
  const read = settings.schema.safeParse(account.values);
  if (!read.success)
    throw new ProviderFailure(
      'auth.permanent',
      `the account "${account.key}" cannot be used: ${read.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
    );
  // the schema that has just read the values is the one of T
  return read.data as SettingsValue<T>;
}
