import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type CalendarServer = {
  url: string;
  requests: IncomingMessage[];
  answer(with_: (request: IncomingMessage, response: ServerResponse) => void): void;
  close(): Promise<void>;
};

/** A server of calendars on loopback that answers as it is told. */
export async function openCalendarServer(): Promise<CalendarServer> {
  let handler: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end();
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/secret-token/basic.ics`,
    requests,
    answer: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
