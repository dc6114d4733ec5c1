/**
 * What the agent's namespace admits. Pod Security can only allow everything there, since even its middle level forbids hostPath;
 * this policy takes back all that the agent does not need.
 */
import type { types } from '@pulumi/kubernetes';
import type { Input } from '@pulumi/pulumi';
import { labels } from './metadata.ts';
import { NAMESPACES } from './topology.ts';

type Policy = types.input.admissionregistration.v1.ValidatingAdmissionPolicy;
type Binding = types.input.admissionregistration.v1.ValidatingAdmissionPolicyBinding;

/** The folders of a node that the agent mounts: the pods' log files to read, and one of its own for what it has read and not yet sent. */
export const AGENT_HOST_PATHS = { logs: '/var/log/pods', state: '/var/lib/vigia-agent' } as const;

const NAME = 'vigia-agent';

/** Every kind of container; one that is added to a running pod for debugging would be under no limit of the pod's own. */
const everyContainer = (holds: string) =>
  ['containers', 'initContainers']
    .map((kind) => `(!has(object.spec.${kind}) || object.spec.${kind}.all(c, ${holds}))`)
    .join(' && ');

const VALIDATIONS: readonly { readonly expression: string; readonly message: string }[] = [
  {
    expression: '!has(object.spec.volumes) || object.spec.volumes.all(v, !has(v.hostPath) || v.hostPath.path in variables.paths)',
    message: `Only ${AGENT_HOST_PATHS.logs} and ${AGENT_HOST_PATHS.state} may be mounted from the node.`,
  },
  {
    expression: everyContainer(
      '!has(c.volumeMounts) || c.volumeMounts.all(m, !(m.name in variables.logVolumes) || (has(m.readOnly) && m.readOnly))',
    ),
    message: `${AGENT_HOST_PATHS.logs} may only be mounted with readOnly: true.`,
  },
  {
    expression: ['hostNetwork', 'hostPID', 'hostIPC']
      .map((field) => `(!has(object.spec.${field}) || !object.spec.${field})`)
      .join(' && '),
    message: "The node's network, processes and shared memory may not be shared: leave hostNetwork, hostPID and hostIPC out.",
  },
  {
    expression: everyContainer('!has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0)'),
    message: 'No port of the node may be taken: leave hostPort out.',
  },
  {
    expression: everyContainer(
      [
        'has(c.securityContext)',
        '(!has(c.securityContext.privileged) || !c.securityContext.privileged)',
        'has(c.securityContext.allowPrivilegeEscalation) && !c.securityContext.allowPrivilegeEscalation',
        'has(c.securityContext.readOnlyRootFilesystem) && c.securityContext.readOnlyRootFilesystem',
      ].join(' && '),
    ),
    message: 'Containers need allowPrivilegeEscalation: false and readOnlyRootFilesystem: true, and may not be privileged.',
  },
  {
    expression: everyContainer(
      [
        'has(c.securityContext) && has(c.securityContext.capabilities)',
        "has(c.securityContext.capabilities.drop) && 'ALL' in c.securityContext.capabilities.drop",
        '!has(c.securityContext.capabilities.add)',
      ].join(' && '),
    ),
    message: 'Containers drop ALL capabilities and add none: root owns the log files, and needs none to read them.',
  },
  {
    expression:
      "has(object.spec.securityContext) && has(object.spec.securityContext.seccompProfile) && object.spec.securityContext.seccompProfile.type == 'RuntimeDefault'",
    message: 'The pod needs securityContext.seccompProfile.type: RuntimeDefault.',
  },
  {
    expression: [
      everyContainer(
        [
          "(!has(c.securityContext.seccompProfile) || c.securityContext.seccompProfile.type == 'RuntimeDefault')",
          "(!has(c.securityContext.appArmorProfile) || c.securityContext.appArmorProfile.type == 'RuntimeDefault')",
          "(!has(c.securityContext.procMount) || c.securityContext.procMount == 'Default')",
        ].join(' && '),
      ),
      "(!has(object.spec.securityContext.appArmorProfile) || object.spec.securityContext.appArmorProfile.type == 'RuntimeDefault')",
    ].join(' && '),
    message: "No profile may be loosened: leave a container's seccompProfile, appArmorProfile and procMount out.",
  },
  {
    expression: '!has(object.spec.securityContext.sysctls)',
    message: "No parameter of the node's kernel may be set: leave sysctls out.",
  },
  {
    expression: '!has(object.spec.ephemeralContainers)',
    message: 'No container may be added to a running pod here.',
  },
];

/** The policy: pods of the agent's namespace have the agent's exemption and no other. */
export function agentAdmissionPolicy(): Policy {
  const logVolumes = `!has(object.spec.volumes) ? [] : object.spec.volumes.filter(v, has(v.hostPath) && v.hostPath.path == '${AGENT_HOST_PATHS.logs}').map(v, v.name)`;
  return {
    metadata: { name: NAME, labels: labels(NAME) },
    spec: {
      // A policy that cannot be evaluated lets nothing in.
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['pods', 'pods/ephemeralcontainers'],
          },
        ],
      },
      variables: [
        {
          name: 'paths',
          expression: `[${Object.values(AGENT_HOST_PATHS)
            .map((path) => `'${path}'`)
            .join(', ')}]`,
        },
        { name: 'logVolumes', expression: logVolumes },
      ],
      validations: VALIDATIONS.map(({ expression, message }) => ({ expression, message })),
    },
  };
}

/** What puts the policy in force, in the agent's namespace alone. */
export function agentAdmissionBinding(policy: Input<string>): Binding {
  return {
    metadata: { name: NAME, labels: labels(NAME) },
    spec: {
      policyName: policy,
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACES.agent } } },
    },
  };
}
