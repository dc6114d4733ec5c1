/** Every policy of the pack, in the order in which they are told of. */
import { pagerdutyEscalation } from './alerting/pagerduty.ts';
import { alertRulesComplete } from './alerting/rules.ts';
import { auditArchiveKept, auditArchiveLocked } from './aws/audit-archive.ts';
import {
  bucketEncryptedWithOurKey,
  bucketNotPublic,
  bucketTlsOnly,
  bucketVersioned,
  oneLifecyclePerBucket,
} from './aws/bucket-settings.ts';
import { archiveKeyUndeletable, encryptedWithOurKey, keyRotation } from './aws/encryption.ts';
import { iamNoWildcards, noPublicPrincipal } from './aws/iam.ts';
import { opensearchHardened, opensearchRedundant } from './aws/opensearch.ts';
import { opensearchDomainStays } from './aws/opensearch-moves.ts';
import { awsTags } from './aws/tags.ts';
import { datadogTags } from './datadog/tags.ts';
import { clusterReadOnly, podNoApiToken } from './kubernetes/access.ts';
import {
  containerCapabilities,
  containerImagePinned,
  containerLimits,
  containerNoEscalation,
  containerNonRoot,
  containerProbes,
  containerReadOnlyRoot,
  podNoHostAccess,
} from './kubernetes/containers.ts';
import { kubernetesLabels } from './kubernetes/labels.ts';
import { workloadNetworkPolicy } from './kubernetes/network-policies.ts';
import { noPublicIngress, tlsOnly } from './network.ts';
import { noSecretInClear } from './secrets.ts';
import { statefulProtected } from './stateful.ts';

export const policies = [
  bucketEncryptedWithOurKey,
  encryptedWithOurKey,
  keyRotation,
  archiveKeyUndeletable,
  bucketNotPublic,
  noPublicPrincipal,
  noPublicIngress,
  bucketTlsOnly,
  tlsOnly,
  bucketVersioned,
  auditArchiveLocked,
  auditArchiveKept,
  oneLifecyclePerBucket,
  iamNoWildcards,
  opensearchHardened,
  opensearchRedundant,
  opensearchDomainStays,
  containerNonRoot,
  containerReadOnlyRoot,
  containerNoEscalation,
  containerCapabilities,
  podNoHostAccess,
  podNoApiToken,
  clusterReadOnly,
  containerLimits,
  containerProbes,
  containerImagePinned,
  workloadNetworkPolicy,
  noSecretInClear,
  awsTags,
  kubernetesLabels,
  datadogTags,
  statefulProtected,
  pagerdutyEscalation,
  alertRulesComplete,
] as const;

export type PolicyName = (typeof policies)[number]['name'];
