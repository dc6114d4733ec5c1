/** The types of AWS resources that several policies look at. */
import type * as aws from '@pulumi/aws';
import { kind } from '../policy.ts';

export const BUCKET = kind<aws.s3.BucketArgs>('aws:s3/bucket:Bucket');
export const DOMAIN = kind<aws.opensearch.DomainArgs>('aws:opensearch/domain:Domain');
export const KEY = kind<aws.kms.KeyArgs>('aws:kms/key:Key');
export const LIFECYCLE = kind<aws.s3.BucketLifecycleConfigurationArgs>(
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
);
export const LOG_GROUP = kind<aws.cloudwatch.LogGroupArgs>('aws:cloudwatch/logGroup:LogGroup');
export const TOPIC = kind<aws.sns.TopicArgs>('aws:sns/topic:Topic');
export const WORKSPACE = kind<aws.amp.WorkspaceArgs>('aws:amp/workspace:Workspace');
