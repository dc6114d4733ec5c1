/** How every container runs: as nobody in particular, on a file system that it cannot write, with no privilege to gain. */
import type { types } from '@pulumi/kubernetes';

type PodSecurityContext = types.input.core.v1.PodSecurityContext;
type SecurityContext = types.input.core.v1.SecurityContext;

/** The user of images that name none of their own by number. */
const NOBODY = 65_534;

/** The pod's security context; volumes belong to the user's group, and large ones are not walked at every start. */
export function podSecurity(user: number = NOBODY): PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The container's security context: what the restricted Pod Security standard asks, and a read-only root file system. */
export function containerSecurity(): SecurityContext {
  return { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
}
