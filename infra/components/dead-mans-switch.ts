/** Who watches the watcher: an alarm outside the cluster that goes off when the platform has fallen silent. */
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type AwsAccount, arnOf, physicalName } from '../aws/names.ts';
import { denyWithoutTls, policyDocument, type ResourcePolicyStatement } from '../aws/policy.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { type Tags, withTags } from '../tags.ts';

export interface DeadMansSwitchArgs extends AwsAccount {
  /** Names topics and alarm. */
  readonly environment: DeployedEnvironment;
  /** The key of both topics, which CloudWatch may use: see `EncryptionKeys.alerts`. */
  readonly key: aws.kms.Key;
  /** Where alarms go. Without it they only show in CloudWatch, as in an environment that pages nobody. */
  readonly pagerduty?: {
    /** The address of PagerDuty's CloudWatch integration. A secret: whoever knows it can page. */
    readonly endpoint: pulumi.Input<string>;
  };
  /** Tags of the stack. */
  readonly tags: Tags;
}

/** The Watchdog comes every few minutes: a quarter of an hour without one is no accident. */
const PERIOD_SECONDS = 300;
const SILENT_PERIODS = 3;

/** The first `up` takes a while from this alarm to the first Watchdog; the domain alone may take an hour. */
const WARM_UP_MINUTES = 180;

/**
 * A topic that the active router publishes the Watchdog alert to, an alarm on the absence of its messages (missing data is breaching), and a
 * second topic by which that alarm, and CloudWatch's other ones, reach PagerDuty. None of it runs in the cluster that it watches.
 * About 0.10 USD a month for each alarm; messages cost next to nothing.
 */
export class DeadMansSwitch extends pulumi.ComponentResource {
  /** Where the Watchdog is published. */
  readonly topicArn: pulumi.Output<string>;
  /** Where CloudWatch's alarms are published. */
  readonly alarmTopicArn: pulumi.Output<string>;

  constructor(name: string, args: DeadMansSwitchArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:aws:DeadMansSwitch', name, {}, opts);
    const { environment, pagerduty } = args;

    const heartbeat = this.#topic(name, args, 'heartbeat', []);
    const alarms = this.#topic(name, args, 'alarms', [cloudWatchPublishes(args)]);
    const alarmName = physicalName(environment, 'heartbeat-missing');
    new aws.cloudwatch.MetricAlarm(
      `${name}-alarm`,
      {
        name: alarmName,
        alarmDescription:
          'No Watchdog came for 15 minutes: Prometheus, the alert router or their way out is broken, and other alerts may be lost.',
        namespace: 'AWS/SNS',
        metricName: 'NumberOfMessagesPublished',
        dimensions: { TopicName: heartbeat.name },
        statistic: 'Sum',
        period: PERIOD_SECONDS,
        evaluationPeriods: SILENT_PERIODS,
        comparisonOperator: 'LessThanThreshold',
        threshold: 1,
        // Silence is what this is about: SNS reports nothing at all when nothing is published.
        treatMissingData: 'breaching',
        warmUpConfiguration: { warmUpPeriodDurationInMinutes: WARM_UP_MINUTES },
        alarmActions: [alarms.arn],
        okActions: [alarms.arn],
        tags: withTags(args.tags, { Component: 'dead-mans-switch', Name: alarmName }),
      },
      { parent: this },
    );
    if (pagerduty) {
      new aws.sns.TopicSubscription(
        `${name}-pagerduty`,
        {
          topic: alarms.arn,
          protocol: 'https',
          endpoint: pulumi.secret(pagerduty.endpoint),
          endpointAutoConfirms: true,
        },
        { parent: this },
      );
    }
    this.topicArn = heartbeat.arn;
    this.alarmTopicArn = alarms.arn;
    this.registerOutputs({ topicArn: this.topicArn, alarmTopicArn: this.alarmTopicArn });
  }

  #topic(name: string, args: DeadMansSwitchArgs, purpose: string, statements: readonly ResourcePolicyStatement[]): aws.sns.Topic {
    const physical = physicalName(args.environment, purpose);
    const topic = new aws.sns.Topic(
      `${name}-${purpose}`,
      {
        name: physical,
        kmsMasterKeyId: args.key.arn,
        tags: withTags(args.tags, { Component: 'dead-mans-switch', Name: physical }),
      },
      { parent: this },
    );
    new aws.sns.TopicPolicy(
      `${name}-${purpose}-policy`,
      { arn: topic.arn, policy: policyDocument([denyWithoutTls('sns:Publish', topicArn(args, purpose)), ...statements]) },
      { parent: this },
    );
    return topic;
  }
}

function topicArn(args: DeadMansSwitchArgs, purpose: string): string {
  return arnOf('sns', args, physicalName(args.environment, purpose));
}

/** The environment's alarms, and no other service, publish to the alarms' topic. Roles need no statement here: their own policy names the topic. */
function cloudWatchPublishes(args: DeadMansSwitchArgs): ResourcePolicyStatement {
  return {
    Sid: 'CloudWatchPublishes',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: topicArn(args, 'alarms'),
    Condition: {
      StringEquals: { 'aws:SourceAccount': args.accountId },
      ArnLike: { 'aws:SourceArn': arnOf('cloudwatch', args, `alarm:${physicalName(args.environment)}-*`) },
    },
  };
}
