import { goodAccount } from './fake-zoom.ts';

/** Settings that lead to the fake. */
export const environmentOf = ({ url }: { url: string }): Record<string, string> => ({
  ATRIUM_ZOOM_ACCOUNT_ID: goodAccount.accountId,
  ATRIUM_ZOOM_CLIENT_ID: goodAccount.clientId,
  ATRIUM_ZOOM_CLIENT_SECRET: goodAccount.clientSecret,
  ATRIUM_ZOOM_WEBHOOK_SECRET: goodAccount.webhookSecret,
  ATRIUM_ZOOM_API_URL: `${url}/v2`,
  ATRIUM_ZOOM_TOKEN_URL: `${url}/oauth/token`,
});
