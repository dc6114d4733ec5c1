/** What is known of whom a piece of work is for. */
import type { Tier } from '../contract/index.ts';

export interface TenantContext {
  /** The clinic's id. Never an address or a name. */
  tenantId?: string;
  /** The signed-in user's opaque id. */
  userId?: string;
  /** Id of the request. `instrument()` gives each HTTP request one; a value set here replaces it. */
  requestId?: string;
  /** The clinic's plan. Without one, metrics count it as the contract's default. */
  tier?: Tier;
  /** The caller's whole address. Records hold its network prefix and a keyed hash, never this. `instrument()` fills it in. */
  ip?: string;
  /** The route's template, for a route that the framework does not name itself. */
  route?: string;
}

/** Values to set; undefined is as good as left out. */
export type ContextValues = { readonly [K in keyof TenantContext]?: TenantContext[K] | undefined };
