import { describe, expect, it } from 'vitest';
import { DeadMansSwitch } from '../../../infra/components/dead-mans-switch.ts';
import { environments } from '../../../infra/environment.ts';
import { ACCOUNT, keysOf, PROVIDER, plan, type Stack, tags } from './aws-plan.ts';

const ENDPOINT = 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue';
const HEARTBEAT = 'arn:aws:sns:us-east-1:111122223333:vigia-prod-heartbeat';
const ALARMS = 'arn:aws:sns:us-east-1:111122223333:vigia-prod-alarms';

const deadMansSwitch = (stack: Stack, pages = stack === 'prod') =>
  plan(stack, (opts) => {
    const key = keysOf(stack, opts).alerts;
    const environment = environments[stack];
    const pagerduty = pages ? { pagerduty: { endpoint: ENDPOINT } } : {};
    new DeadMansSwitch('switch', { environment, ...ACCOUNT, key, ...pagerduty, tags: tags(stack) }, opts);
  });

describe("the dead-man's switch", () => {
  it('is two topics, an alarm between them, and the way to PagerDuty', async () => {
    const found = await deadMansSwitch('prod');
    expect(found.below('switch')).toEqual([
      'MetricAlarm switch-alarm',
      'Topic switch-alarms',
      'Topic switch-heartbeat',
      'TopicPolicy switch-alarms-policy',
      'TopicPolicy switch-heartbeat-policy',
      'TopicSubscription switch-pagerduty',
    ]);
    expect(found.get('switch').outputs).toEqual({ topicArn: HEARTBEAT, alarmTopicArn: ALARMS });
    expect(found.get('switch-alarm').provider).toContain(PROVIDER);
  });

  it('goes off when no Watchdog came for a quarter of an hour, silence of the metric included', async () => {
    expect((await deadMansSwitch('prod')).inputs('switch-alarm')).toMatchObject({
      name: 'vigia-prod-heartbeat-missing',
      namespace: 'AWS/SNS',
      metricName: 'NumberOfMessagesPublished',
      dimensions: { TopicName: 'vigia-prod-heartbeat' },
      statistic: 'Sum',
      period: 300,
      evaluationPeriods: 3,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      treatMissingData: 'breaching',
      alarmActions: [ALARMS],
      okActions: [ALARMS],
      // The first `up` pages nobody before there is a Watchdog.
      warmUpConfiguration: { warmUpPeriodDurationInMinutes: 180 },
    });
  });

  it('encrypts both topics with the key that CloudWatch may use', async () => {
    const found = await deadMansSwitch('dev');
    for (const purpose of ['heartbeat', 'alarms']) {
      expect(found.inputs(`switch-${purpose}`)).toMatchObject({
        name: `vigia-dev-${purpose}`,
        kmsMasterKeyId: 'arn:aws:kms:us-east-1:111122223333:key/keys-alerts',
        tags: { Component: 'dead-mans-switch', Name: `vigia-dev-${purpose}` },
      });
    }
  });

  it("lets CloudWatch publish this environment's alarms, to the alarms' topic only, and everybody over TLS only", async () => {
    const found = await deadMansSwitch('prod');
    const tlsOnly = (topic: string) => ({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: topic,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(found.statements('switch-heartbeat-policy', 'policy')).toEqual({ DenyWithoutTls: tlsOnly(HEARTBEAT) });
    expect(found.statements('switch-alarms-policy', 'policy')).toEqual({
      DenyWithoutTls: tlsOnly(ALARMS),
      CloudWatchPublishes: {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: ALARMS,
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:vigia-prod-*' },
        },
      },
    });
  });

  it('reaches PagerDuty by an address that is a secret', async () => {
    const { inputs, clear } = (await deadMansSwitch('prod')).get('switch-pagerduty');
    expect(inputs).toEqual({ topic: ALARMS, protocol: 'https', endpoint: '[secret]', endpointAutoConfirms: true });
    expect(clear.endpoint).toBe(ENDPOINT);
  });

  it('pages nobody where there is no PagerDuty', async () => {
    const found = await deadMansSwitch('dev');
    expect(found.resources.filter(({ type }) => type.endsWith(':TopicSubscription'))).toEqual([]);
    expect(found.has('switch-alarm')).toBe(true);
  });
});
