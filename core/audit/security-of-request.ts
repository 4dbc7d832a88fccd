import type { CompiledRoute } from '../http/compile-routes.ts';
import type { Visit } from '../http/visit.ts';
import type { SecurityEvent, SecurityKind } from './security-log.ts';

/** What a refused request means for safety, if anything; by the refusal's code and who was refused where. */
export function securityOfRequest(code: string, visit: Visit, compiled: CompiledRoute | undefined): SecurityEvent | undefined {
  const kind = kindOf(code, visit, compiled);
  if (!kind) return undefined;
  const { principal } = visit;
  return {
    org: principal.org,
    kind,
    address: visit.info.address,
    account: principal.kind === 'user' ? principal.account : undefined,
    detail: compiled?.pattern,
  };
}

function kindOf(code: string, visit: Visit, compiled: CompiledRoute | undefined): SecurityKind | undefined {
  if (code === 'ORIGIN_REFUSED') return 'origin';
  if (code === 'RATE_LIMITED') return 'rate-limit';
  if (!compiled) return undefined;
  const { auth } = compiled.route;
  if (auth === 'webhook') return code === 'AUTH_REQUIRED' || code === 'ACCESS_DENIED' ? 'signature' : undefined;
  if (code === 'ACCESS_DENIED') return 'refused';
  if (code !== 'NOT_FOUND') return undefined;
  if (auth === 'portal' && visit.principal.kind === 'anonymous') return 'token';
  return visit.principal.kind === 'user' && (compiled.unsafe || compiled.group !== undefined) ? 'missing' : undefined;
}
