/** How containers run: as nobody, with nothing to gain and a bound on what they take. */
import { list } from '../known.ts';
import { resourcePolicy } from '../policy.ts';
import { onContainers, onPods } from './workloads.ts';

export const containerNonRoot = resourcePolicy(
  {
    name: 'container-non-root',
    description: 'No container runs as root.',
    remediation: 'Set runAsNonRoot to true and runAsUser to a number other than 0, for the pod or the container.',
    severity: 'high',
    serves: ['HIPAA 164.308(a)(5)(ii)(B)', 'HIPAA 164.312(a)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18'],
  },
  ...onContainers(function* ({ name, securityContext }, { spec }) {
    const { runAsNonRoot, runAsUser } = { ...spec.securityContext, ...securityContext };
    if (runAsNonRoot !== true) yield `Container ${name} may run as root.`;
    if (runAsUser === 0) yield `Container ${name} runs as root.`;
  }),
);

export const containerReadOnlyRoot = resourcePolicy(
  {
    name: 'container-read-only-root',
    description: 'No container writes its root file system.',
    remediation: 'Set readOnlyRootFilesystem to true, and mount an emptyDir where it must write.',
    severity: 'medium',
    serves: ['HIPAA 164.308(a)(5)(ii)(B)', 'HIPAA 164.312(c)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18'],
  },
  ...onContainers(function* ({ name, securityContext }) {
    if (securityContext?.readOnlyRootFilesystem !== true) yield `Container ${name} can write its root file system.`;
  }),
);

export const containerNoEscalation = resourcePolicy(
  {
    name: 'container-no-escalation',
    description: 'No container can gain privileges, and each runs under a seccomp profile.',
    remediation: 'Set allowPrivilegeEscalation to false, leave privileged out, and set seccompProfile to RuntimeDefault.',
    severity: 'critical',
    serves: ['HIPAA 164.308(a)(5)(ii)(B)', 'HIPAA 164.312(a)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18'],
  },
  ...onContainers(function* ({ name, securityContext }, { spec }) {
    if (securityContext?.privileged === true) yield `Container ${name} is privileged.`;
    if (securityContext?.allowPrivilegeEscalation !== false) yield `Container ${name} can gain privileges.`;
    const profile = (securityContext?.seccompProfile ?? spec.securityContext?.seccompProfile)?.type;
    if (profile !== 'RuntimeDefault' && profile !== 'Localhost') yield `Container ${name} has no seccomp profile.`;
  }),
);

export const containerCapabilities = resourcePolicy(
  {
    name: 'container-capabilities',
    description: 'Every container drops all capabilities and adds none.',
    remediation: 'Set capabilities to { drop: ["ALL"] }.',
    severity: 'high',
    serves: ['HIPAA 164.308(a)(5)(ii)(B)', 'HIPAA 164.312(a)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18'],
  },
  ...onContainers(function* ({ name, securityContext }) {
    if (!list(securityContext?.capabilities?.drop).includes('ALL')) yield `Container ${name} keeps capabilities.`;
    const added = list(securityContext?.capabilities?.add);
    if (added.length > 0) yield `Container ${name} adds ${added.join(', ')}.`;
  }),
);

export const podNoHostAccess = resourcePolicy(
  {
    name: 'pod-no-host-access',
    description: "No pod shares its node's files, network or processes.",
    remediation: 'Use a volume of its own, and leave hostNetwork, hostPID, hostIPC and hostPort out.',
    severity: 'critical',
    serves: ['HIPAA 164.312(a)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18', 'LFPDPPP 20'],
  },
  ...onPods(function* ({ spec }) {
    for (const { name, hostPath } of list(spec.volumes)) if (hostPath) yield `Volume ${name} is ${hostPath.path} of the node.`;
    for (const share of ['hostNetwork', 'hostPID', 'hostIPC'] as const) if (spec[share] === true) yield `The pod has ${share}.`;
  }),
  ...onContainers(function* ({ name, ports }) {
    for (const { hostPort } of list(ports)) if (hostPort) yield `Container ${name} listens on port ${hostPort} of the node.`;
  }),
);

export const containerLimits = resourcePolicy(
  {
    name: 'container-limits',
    // CPU has no limit on purpose: it would slow a busy pod on an idle machine. Memory cannot be taken back, so it has.
    description: 'Every container requests CPU and memory, and has a limit of memory.',
    remediation: "Give it resources() of the environment's size.",
    severity: 'medium',
    serves: ['GDPR 32(1)(b)', 'HIPAA 164.306(a)(1)', 'LFPDPPP 18'],
  },
  ...onContainers(function* ({ name, resources }) {
    const missing = [
      ...(resources?.requests?.cpu ? [] : ['a request of CPU']),
      ...(resources?.requests?.memory ? [] : ['a request of memory']),
      ...(resources?.limits?.memory ? [] : ['a limit of memory']),
    ];
    if (missing.length > 0) yield `Container ${name} lacks ${missing.join(', ')}.`;
  }),
);

export const containerProbes = resourcePolicy(
  {
    name: 'container-probes',
    description: 'Every container that serves says whether it is ready and whether it is alive.',
    remediation: 'Give it a readinessProbe and a livenessProbe.',
    severity: 'medium',
    serves: ['GDPR 32(1)(b)', 'HIPAA 164.306(a)(1)', 'LFPDPPP 18'],
  },
  ...onContainers(function* ({ name, readinessProbe, livenessProbe, restartPolicy }, { serves }, isInit) {
    // An init container serves when it stays: that is what its restart policy says.
    if (!serves || (isInit && restartPolicy !== 'Always')) return;
    const missing = [...(readinessProbe ? [] : ['a readinessProbe']), ...(livenessProbe ? [] : ['a livenessProbe'])];
    if (missing.length > 0) yield `Container ${name} lacks ${missing.join(' and ')}.`;
  }),
);

export const containerImagePinned = resourcePolicy(
  {
    name: 'container-image-pinned',
    description: 'Every image is named by its registry and by a digest or an exact version.',
    remediation: 'Write REGISTRY/NAME:MAJOR.MINOR.PATCH or REGISTRY/NAME@sha256:DIGEST.',
    severity: 'high',
    serves: ['HIPAA 164.308(a)(5)(ii)(B)', 'HIPAA 164.312(c)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18'],
  },
  ...onContainers(function* ({ name, image = '' }) {
    if (!PINNED.test(image)) yield `Container ${name} runs ${image || 'no image'}, which can be another one tomorrow.`;
  }),
);

/** A registry has a dot or a port; a version has three numbers, and maybe something after a dash. */
const PINNED = /^[\w-]+([.:][\w.:-]*)\/[^:@]+(@sha256:[0-9a-f]{64}|:v?\d+\.\d+\.\d+(-[\w.-]+)?(@sha256:[0-9a-f]{64})?)$/;
