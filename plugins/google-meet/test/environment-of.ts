import { serviceAccount } from './fake-google.ts';

/** Settings that lead to the fake. */
export const environmentOf = ({ url }: { url: string }): Record<string, string> => ({
  ATRIUM_GOOGLE_MEET_SERVICE_ACCOUNT: JSON.stringify(serviceAccount),
  ATRIUM_GOOGLE_MEET_API_URL: url,
  ATRIUM_GOOGLE_MEET_TOKEN_URL: `${url}/token`,
});
