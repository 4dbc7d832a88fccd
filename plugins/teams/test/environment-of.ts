import { goodApp } from './fake-graph.ts';

/** Settings that lead to the fake. */
export const environmentOf = ({ url }: { url: string }): Record<string, string> => ({
  ATRIUM_TEAMS_TENANT: goodApp.tenant,
  ATRIUM_TEAMS_CLIENT_ID: goodApp.clientId,
  ATRIUM_TEAMS_CLIENT_SECRET: goodApp.clientSecret,
  ATRIUM_TEAMS_API_URL: `${url}/v1.0`,
  ATRIUM_TEAMS_LOGIN_URL: url,
});
