/** How the fake answers its next write. `hang-…`: it does not answer; `hang-after` has done the work before. */
export type FakeFault = 'unauthorized' | 'forbidden' | 'rate-limited' | 'server-error' | 'html' | 'truncated' | 'hang-before' | 'hang-after';

/** A stateful server on loopback that stands in for the service: it keeps rooms as the service would. */
export type FakeProvider = {
  /** Without a slash at the end. */
  url: string;
  /** What stands at the service now. `start`: null where it does not keep times. */
  rooms(): readonly { id: string; title: string; start: Date | null }[];
  /** The next write is answered so, once. A limit asks for `retryAfterS` seconds. */
  fault(kind: FakeFault, retryAfterS?: number): void;
  /** From now on it takes no credentials. */
  revoke(): void;
  close(): Promise<void>;
};
