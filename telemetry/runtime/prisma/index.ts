/** The tenant guard, apart from the rest because it needs `@prisma/client`. */
export { CrossTenantAccessError, UnscopedQueryError } from './errors.ts';
export { type TenantGuardOptions, tenantGuard } from './guard.ts';
export { allowUnscoped } from './unscoped.ts';
