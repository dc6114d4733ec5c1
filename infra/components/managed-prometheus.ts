/** Amazon Managed Service for Prometheus: the store past one Prometheus. */
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { physicalName } from '../aws/names.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { type Tags, withTags } from '../tags.ts';

export interface ManagedPrometheusArgs {
  /** Names the workspace, and sets whether it is protected. */
  readonly environment: DeployedEnvironment;
  /** The key that encrypts what is stored: see `EncryptionKeys.logs`. It can never be another. */
  readonly key: aws.kms.Key;
  /** Tags of the stack. */
  readonly tags: Tags;
}

/**
 * A workspace that Prometheus writes to. It stores 150 days, drops the copy of the second replica by its labels `cluster` and `__replica__`,
 * and costs by the sample written: about 0.9 USD for ten million.
 */
export class ManagedPrometheus extends pulumi.ComponentResource {
  /** Where Prometheus' `remote_write` sends to, signed with SigV4. */
  readonly remoteWriteUrl: pulumi.Output<string>;
  readonly workspaceArn: pulumi.Output<string>;

  constructor(name: string, { environment, key, tags }: ManagedPrometheusArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:aws:ManagedPrometheus', name, {}, opts);
    const alias = physicalName(environment);
    const workspace = new aws.amp.Workspace(
      `${name}-workspace`,
      {
        alias,
        kmsKeyArn: key.arn,
        tags: withTags(tags, { Component: 'managed-prometheus', Name: alias }),
      },
      { parent: this, protect: environment.protect, retainOnDelete: environment.protect },
    );
    // The endpoint ends with a slash.
    this.remoteWriteUrl = pulumi.interpolate`${workspace.prometheusEndpoint}api/v1/remote_write`;
    this.workspaceArn = workspace.arn;
    this.registerOutputs({ remoteWriteUrl: this.remoteWriteUrl, workspaceArn: this.workspaceArn });
  }
}
