import type { Env } from '../env.ts';

type LateMember = 'log' | 'catalog' | 'http' | 'jobs' | 'platform' | 'access' | 'figures';
export type Later = { readonly [Member in LateMember]: () => Env[Member] };
export const LATER = Symbol('made when first asked for');

/** A request makes a dozen envs. Getters in each one's own literal would cost more than all its other members together, so they stand here once. */
const lateMembers = {
  get log(): Env['log'] {
    return laterOf(this).log();
  },
  get catalog(): Env['catalog'] {
    return laterOf(this).catalog();
  },
  get http(): Env['http'] {
    return laterOf(this).http();
  },
  get jobs(): Env['jobs'] {
    return laterOf(this).jobs();
  },
  get platform(): Env['platform'] {
    return laterOf(this).platform();
  },
  get access(): Env['access'] {
    return laterOf(this).access();
  },
  get figures(): Env['figures'] {
    return laterOf(this).figures();
  },
};
const laterOf = (env: object): Later => (env as { [LATER]: Later })[LATER];

/** An env with its late members, each made by `LATER` when it is first asked for. */
export const withLateMembers = (members: Omit<Env, LateMember> & { [LATER]: Later }): Env => Object.setPrototypeOf(members, lateMembers);
