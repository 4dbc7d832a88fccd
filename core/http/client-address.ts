import { BlockList, isIP } from 'node:net';

/** What the proxies in front of us may tell about a request. */
export type ClientAddress = {
  address: string;
  /** The connection comes from a configured proxy, so its X-Request-Id and X-Forwarded-* may be believed. */
  trusted: boolean;
};

const plain = (address: string): string => (address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address);

/**
 * Finds the client's address: the connection's own, or, if that is a configured proxy, the last entry of X-Forwarded-For that no
 * configured proxy has written. Entries further left are the client's own claims and are never believed.
 * @param proxies CIDR or single addresses. @throws TypeError naming the one that is neither.
 */
export function createClientAddress(proxies: readonly string[]): (connection: string | undefined, forwardedFor: string | null) => ClientAddress {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [network = '', prefix] = proxy.split('/');
    const version = isIP(network);
    const bits = prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits)) throw new TypeError(`trusted proxy "${proxy}" is not an address or a network such as 10.0.0.0/8`);
    list.addSubnet(network, bits, version === 6 ? 'ipv6' : 'ipv4');
  }
  const isProxy = (address: string): boolean => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
  return (connection, forwardedFor) => {
    const own = plain(connection ?? '0.0.0.0');
    if (proxies.length === 0 || !isProxy(own)) return { address: own, trusted: false };
    let address = own;
    const hops = forwardedFor?.split(',') ?? [];
    for (let i = hops.length - 1; i >= 0; i--) {
      const hop = plain((hops[i] ?? '').trim());
      if (isIP(hop) === 0) break;
      address = hop;
      if (!isProxy(hop)) break;
    }
    return { address, trusted: true };
  };
}

/** What one household has: an IPv4 address, or the /64 of an IPv6 address (a client may take any address in it at will). */
export function addressBlock(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...new Array<string>(Math.max(missing, 0)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
