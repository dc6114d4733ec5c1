/** The log store: an Amazon OpenSearch Service domain in the VPC. */
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { clusterConfig, domainLogs, hasAutoTune, OFF_PEAK } from '../aws/domain.ts';
import { domainAlarms } from '../aws/domain-alarms.ts';
import { type AwsAccount, accountPrincipal, arnOf, physicalName } from '../aws/names.ts';
import { OPENSEARCH_METHODS } from '../aws/permissions.ts';
import { policyDocument } from '../aws/policy.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { type Tags, withTags } from '../tags.ts';
import { OPENSEARCH_ENGINE } from '../versions.ts';

export interface LogStoreArgs extends AwsAccount {
  /** Sets zones, nodes and volumes, how long the domain's own logs are kept, and whether it is protected. */
  readonly environment: DeployedEnvironment;
  /** The VPC. */
  readonly vpcId: string;
  /** Private subnets, each in a zone of its own: at least as many as the domain has zones, of which the first are used. */
  readonly subnetIds: readonly string[];
  /** Addresses that may connect, as a CIDR block: the VPC's, or the cluster's. Fine-grained access control decides about each request. */
  readonly clientCidr: string;
  /** The key that encrypts volumes, snapshots and log groups: see `EncryptionKeys.logs`. It can never be another. */
  readonly key: aws.kms.Key;
  /** ARN of the IAM role that may do everything in the domain: of the worker that configures it. */
  readonly masterRoleArn: pulumi.Input<string>;
  /** UltraWarm nodes, which keep older indices on S3: 0 for none, or 2 and more. They need dedicated masters. */
  readonly warmNodes: number;
  /** ARN of the SNS topic that CloudWatch's alarms go to. Without it they only show in CloudWatch. */
  readonly alarmTopicArn?: pulumi.Input<string>;
  /**
   * Whether to create the account's service-linked role for OpenSearch, which lets it reach into the VPC. An account has one for all its
   * domains. The default `created` keeps it when the stack goes; where it is there already, AWS refuses a second one: say `existing`.
   */
  readonly serviceLinkedRole?: 'created' | 'existing';
  /** Tags of the stack. */
  readonly tags: Tags;
}

/**
 * The domain `vigia-<environment>`: encrypted with our key at rest and with TLS 1.2 and forward secrecy on the way, reached from the VPC
 * only, every request signed by an IAM role and checked against that role's rights to indices. Audit, slow and error logs go to encrypted
 * log groups; changes of the service's own wait for the night; CloudWatch alarms on what would lose logs.
 * Creating it takes about half an hour; a change of nodes, volumes or encryption moves it to new nodes, which takes hours.
 * Prod's six nodes cost about 800 USD a month in us-east-1, dev's one about 55.
 */
export class LogStore extends pulumi.ComponentResource {
  /** Its address, `https://…`. */
  readonly endpoint: pulumi.Output<string>;
  readonly domainArn: pulumi.Output<string>;
  readonly domainName: pulumi.Output<string>;

  constructor(name: string, args: LogStoreArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:aws:LogStore', name, {}, opts);
    const { environment } = args;
    const physical = physicalName(environment);
    const domainArn = arnOf('es', args, `domain/${physical}`);
    const stateful = { parent: this, protect: environment.protect, retainOnDelete: environment.protect };

    const role =
      args.serviceLinkedRole === 'existing'
        ? []
        : [
            new aws.iam.ServiceLinkedRole(
              `${name}-service-linked-role`,
              { awsServiceName: 'opensearchservice.amazonaws.com', tags: this.#tags(args, 'opensearch') },
              // Other domains of the account use it too.
              { parent: this, retainOnDelete: true },
            ),
          ];
    const logs = this.#logGroups(name, args, domainArn);
    const domain = new aws.opensearch.Domain(
      `${name}-domain`,
      {
        domainName: physical,
        engineVersion: OPENSEARCH_ENGINE,
        clusterConfig: clusterConfig(environment, args.warmNodes),
        ebsOptions: {
          ebsEnabled: true,
          volumeType: 'gp3',
          volumeSize: Number.parseInt(environment.logStore.storage, 10),
          // What gp3 gives without a surcharge.
          iops: 3000,
          throughput: 125,
        },
        vpcOptions: {
          subnetIds: args.subnetIds.slice(0, environment.logStore.zones),
          securityGroupIds: [this.#securityGroup(name, args).id],
        },
        encryptAtRest: { enabled: true, kmsKeyId: args.key.arn },
        nodeToNodeEncryption: { enabled: true },
        domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
        advancedSecurityOptions: {
          enabled: true,
          internalUserDatabaseEnabled: false,
          masterUserOptions: { masterUserArn: args.masterRoleArn },
        },
        // The account's roles, each as far as its own policy goes, and never an unsigned request; which indices, the domain decides itself.
        accessPolicies: policyDocument([
          {
            Sid: 'SignedByTheAccountsRoles',
            Effect: 'Allow',
            Principal: accountPrincipal(args),
            Action: OPENSEARCH_METHODS,
            Resource: `${domainArn}/*`,
          },
        ]),
        logPublishingOptions: logs.groups.map(({ logType, group }) => ({ logType, cloudwatchLogGroupArn: group.arn })),
        offPeakWindowOptions: OFF_PEAK,
        softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
        ...(hasAutoTune(environment.logStore.data.type)
          ? { autoTuneOptions: { desiredState: 'ENABLED', useOffPeakWindow: true } }
          : {}),
        tags: this.#tags(args, physical),
      },
      {
        ...stateful,
        dependsOn: [...role, logs.policy],
        // A move to new nodes copies all data.
        customTimeouts: { create: '2h', update: '6h', delete: '2h' },
      },
    );
    this.#alarms(name, args, domain);

    this.endpoint = pulumi.interpolate`https://${domain.endpoint}`;
    this.domainArn = domain.arn;
    this.domainName = domain.domainName;
    this.registerOutputs({ endpoint: this.endpoint, domainArn: this.domainArn, domainName: this.domainName });
  }

  #tags({ tags }: LogStoreArgs, name: string): Record<string, string> {
    return withTags(tags, { Component: 'log-store', Name: name });
  }

  /** HTTPS from the clients. No egress: the domain calls nobody. */
  #securityGroup(name: string, args: LogStoreArgs): aws.ec2.SecurityGroup {
    const tags = this.#tags(args, physicalName(args.environment, 'log-store'));
    const group = new aws.ec2.SecurityGroup(
      `${name}-security-group`,
      { vpcId: args.vpcId, description: 'OpenSearch, from its clients', tags },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-https`,
      {
        securityGroupId: group.id,
        description: 'HTTPS from the clients',
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        cidrIpv4: args.clientCidr,
        tags,
      },
      { parent: this },
    );
    return group;
  }

  /** The log groups, and the leave to write to them, of this domain only. */
  #logGroups(name: string, args: LogStoreArgs, domainArn: string) {
    const { environment } = args;
    const groups = domainLogs(environment).map(({ logType, purpose, groupName, retentionInDays }) => ({
      logType,
      group: new aws.cloudwatch.LogGroup(
        `${name}-${purpose}`,
        { name: groupName, retentionInDays, kmsKeyId: args.key.arn, tags: this.#tags(args, groupName) },
        { parent: this, protect: environment.protect, retainOnDelete: environment.protect },
      ),
    }));
    const policy = new aws.cloudwatch.LogResourcePolicy(
      `${name}-log-policy`,
      {
        policyName: physicalName(environment, 'log-store'),
        policyDocument: policyDocument([
          {
            Sid: 'DomainWritesLogs',
            Effect: 'Allow',
            Principal: { Service: 'es.amazonaws.com' },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: domainLogs(environment).map(({ groupName }) => arnOf('logs', args, `log-group:${groupName}:*`)),
            Condition: {
              StringEquals: { 'aws:SourceAccount': args.accountId },
              ArnLike: { 'aws:SourceArn': domainArn },
            },
          },
        ]),
      },
      // The kept domain goes on writing.
      { parent: this, retainOnDelete: environment.protect },
    );
    return { groups, policy };
  }

  #alarms(name: string, args: LogStoreArgs, domain: aws.opensearch.Domain): void {
    const actions = args.alarmTopicArn === undefined ? [] : [args.alarmTopicArn];
    for (const { name: alarm, description, minutes, ...condition } of domainAlarms(args.environment)) {
      const physical = physicalName(args.environment, `log-store-${alarm}`);
      new aws.cloudwatch.MetricAlarm(
        `${name}-${alarm}`,
        {
          name: physical,
          alarmDescription: description,
          namespace: 'AWS/ES',
          dimensions: { DomainName: domain.domainName, ClientId: args.accountId },
          ...condition,
          period: 60,
          evaluationPeriods: minutes,
          // CloudWatch reports errors only while there are any, and nothing while the domain is made.
          treatMissingData: 'notBreaching',
          alarmActions: actions,
          okActions: actions,
          tags: this.#tags(args, physical),
        },
        { parent: this },
      );
    }
  }
}
