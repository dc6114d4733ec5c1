/** How AWS resources are called: names that follow from environment, account and region, so that a policy can name what does not exist yet. */

/** Where a stack's AWS resources are. */
export interface AwsAccount {
  /** Account id: twelve digits. */
  readonly accountId: string;
  /** Region, such as `us-east-1`. Regions of the commercial partition only: every ARN here starts with `arn:aws:`. */
  readonly region: string;
}

interface Named {
  readonly name: string;
}

/** The name of one resource in an account: `vigia-<environment>`, or `vigia-<environment>-<purpose>`. */
export function physicalName(environment: Named, purpose?: string): string {
  return ['vigia', environment.name, ...(purpose === undefined ? [] : [purpose])].join('-');
}

/** The name of a bucket, which no other account may have: the account id ends it. */
export function bucketName(environment: Named, purpose: string, { accountId }: Pick<AwsAccount, 'accountId'>): string {
  return `${physicalName(environment, purpose)}-${accountId}`;
}

/** The ARN of a bucket; S3's have neither region nor account. */
export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

/**
 * The ARN of a regional resource.
 * @param service the service's prefix, such as `es`
 * @param resource what follows the account, such as `domain/vigia-dev`
 */
export function arnOf(service: string, { region, accountId }: AwsAccount, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The account itself as a principal: it stands for its IAM roles and users, each as far as its own policies allow. */
export function accountPrincipal({ accountId }: Pick<AwsAccount, 'accountId'>): { readonly AWS: string } {
  return { AWS: `arn:aws:iam::${accountId}:root` };
}

/** Log groups of the environment all start with this. */
export function logGroupPrefix(environment: Named): string {
  return `/vigia/${environment.name}/`;
}
