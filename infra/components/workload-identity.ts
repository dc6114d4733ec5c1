/** The IAM role of one workload, through EKS Pod Identity. */
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type AwsAccount, arnOf, physicalName } from '../aws/names.ts';
import { type PolicyStatement, policyDocument, type ResourcePolicyStatement } from '../aws/policy.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { type Tags, withTags } from '../tags.ts';

export interface WorkloadIdentityArgs extends AwsAccount {
  /** Names the role. */
  readonly environment: DeployedEnvironment;
  /** Name of the EKS cluster, in the same account and region. Its Pod Identity agent must be installed. */
  readonly clusterName: string;
  /** Namespace of the workload. */
  readonly namespace: pulumi.Input<string>;
  /** Service account of the workload, which also names the role. No other gets it. */
  readonly serviceAccount: string;
  /** What the workload may do: exactly its actions on its resources. None is a role that only proves who it is. */
  readonly statements: readonly PolicyStatement[];
  /** Tags of the stack. */
  readonly tags: Tags;
}

/**
 * The role `vigia-<environment>-<service account>`, which EKS hands to pods of that service account in that namespace of that cluster, and to
 * nobody else. Costs nothing.
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:aws:WorkloadIdentity', name, {}, opts);
    const physical = physicalName(args.environment, args.serviceAccount);
    const tags = withTags(args.tags, { Component: 'workload-identity', Name: physical });
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: physical,
        description: `Pods of the service account ${args.serviceAccount} (Vigía, ${args.environment.name})`,
        assumeRolePolicy: pulumi.jsonStringify({ Version: '2012-10-17', Statement: [trust(args)] }),
        tags,
      },
      { parent: this },
    );
    if (args.statements.length > 0) {
      new aws.iam.RolePolicy(
        `${name}-policy`,
        { name: 'workload', role: role.name, policy: policyDocument(args.statements) },
        { parent: this },
      );
    }
    const association = new aws.eks.PodIdentityAssociation(
      `${name}-association`,
      {
        clusterName: args.clusterName,
        namespace: args.namespace,
        serviceAccount: args.serviceAccount,
        roleArn: role.arn,
        tags,
      },
      { parent: this },
    );
    // A pod that starts before its association has no credentials: whoever uses the role waits for it.
    this.roleArn = association.roleArn;
    this.roleName = role.name;
    this.registerOutputs({ roleArn: this.roleArn, roleName: this.roleName });
  }
}

/** EKS tags the session with what the pod is: the cluster's ARN carries account and region too. */
function trust(args: WorkloadIdentityArgs): Omit<ResourcePolicyStatement, 'Resource'> {
  return {
    Sid: 'PodsOfThisServiceAccount',
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: {
      StringEquals: {
        'aws:SourceAccount': args.accountId,
        'aws:RequestTag/eks-cluster-arn': arnOf('eks', args, `cluster/${args.clusterName}`),
        'aws:RequestTag/kubernetes-namespace': args.namespace,
        'aws:RequestTag/kubernetes-service-account': args.serviceAccount,
      },
    },
  };
}
