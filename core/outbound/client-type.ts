export type HttpRequest = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** Sent as it is. */
  body?: string | Uint8Array;
  /** Milliseconds for the whole exchange; 10,000 unless given. */
  timeout?: number;
  signal?: AbortSignal;
};

export type HttpResponse = { status: number; headers: Headers; body: Uint8Array; text(): string; json(): unknown };

/** Checks the address (allow-list of the manifest, no private networks unless configured, no redirects), times out, breaks the circuit per host, redacts in logs. */
export type HttpClient = { request(request: HttpRequest): Promise<HttpResponse> };

/** Why there was no answer: `written` tells whether the request may have reached the other side. */
export class OutboundError extends Error {
  readonly reason: 'refused-address' | 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'breaker-open' | 'aborted';
  readonly written: boolean;
  constructor(reason: OutboundError['reason'], written: boolean, options?: { cause?: unknown }) {
    super(`outbound request failed: ${reason}`, options);
    this.name = 'OutboundError';
    this.reason = reason;
    this.written = written;
  }
}
