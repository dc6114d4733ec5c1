/** The configuration as the program has it. */
import type * as pulumi from '@pulumi/pulumi';
import type { MaintenanceWindow } from '../../alerts/maintenance.ts';
import type { DatadogSite } from '../datadog/site.ts';
import type { DeployedEnvironment } from '../environment.ts';

/** The whole configuration. Each member's key, default and allowed values are in docs/configuration.md. */
export interface Config {
  /** The stack's row, with what the configuration overrides in it: evaluator, retention of metrics and traces, storage, archive lock. */
  readonly environment: DeployedEnvironment;
  /** Who answers for the stack: the `Owner` tag. */
  readonly owner: string;
  /** Address of the folder of runbooks, without a slash at its end. */
  readonly runbookUrl: string;
  /** When what a tenant's users feel counts for no error budget and raises no alert. */
  readonly maintenance: readonly MaintenanceWindow[];
  readonly aws: {
    readonly region: string;
    /** Twelve digits. */
    readonly accountId: string;
  };
  readonly network: {
    /** The VPC's address range. */
    readonly cidr: string;
  };
  readonly cluster: ClusterConfig;
  readonly archive: {
    /** How long S3 Object Lock keeps an audit record, in days. The same number as `environment.archiveLock.days`. */
    readonly retentionDays: number;
  };
  /** Where the environment pages; undefined where it does not. */
  readonly pagerduty: PagerDutyConfig | undefined;
  /** The two Slack channels. */
  readonly slack: {
    /** Their names, with `#`. */
    readonly channels: { readonly ops: string; readonly security: string };
    /** Their incoming webhooks. */
    readonly webhooks: { readonly ops: pulumi.Output<string>; readonly security: pulumi.Output<string> };
  };
  /** What stores and shows the signals. */
  readonly backend: OpenSourceBackend | DatadogConfig;
}

export interface ClusterConfig {
  /** The EKS cluster's name. */
  readonly name: string;
  /** How it is reached: by a context of the deployer's kubeconfig file, or by a kubeconfig. Exactly one of the two is there. */
  readonly context: string | undefined;
  readonly kubeconfig: pulumi.Output<string> | undefined;
  readonly storageClass: string;
  /** Namespaces whose workloads send telemetry. */
  readonly applicationNamespaces: readonly string[];
  /** Namespace of the ingress controller. */
  readonly ingressNamespace: string;
}

/** OpenSearch, Prometheus, Tempo and Grafana. */
export interface OpenSourceBackend {
  readonly kind: 'open-source';
  readonly logs: {
    /** The VPC that the log store is put into. */
    readonly vpcId: string;
    /** One private subnet in each zone, sorted by zone: as many as the log store has zones. */
    readonly subnetIds: readonly string[];
    /** UltraWarm nodes of the log store: 0, or two and more. */
    readonly warmNodes: number;
    /** Whether the stack makes the account's service-linked role for OpenSearch, of which there is one. */
    readonly serviceLinkedRole: 'created' | 'existing';
  };
  readonly metrics: {
    /** Whether Prometheus also writes to Amazon Managed Prometheus. */
    readonly remoteWrite: boolean;
  };
  readonly workers: {
    /** Image of the workers, with an exact tag or a digest. */
    readonly image: string;
  };
  readonly grafana: GrafanaConfig;
  readonly digest: DigestConfig;
}

/** The daily digest. */
export interface DigestConfig {
  /** Who gets it. */
  readonly to: readonly string[];
  readonly from: string;
  /** 0 to 23. */
  readonly hour: number;
  /** IANA name, such as `America/Mexico_City`. */
  readonly timeZone: string;
  /** The mail server and the port that it is reached on; Amazon SES where undefined. */
  readonly smtp: { readonly url: pulumi.Output<string>; readonly port: number } | undefined;
  /** A service account's token, where somebody made one by hand. */
  readonly grafanaToken: pulumi.Output<string> | undefined;
}

export interface GrafanaConfig {
  /** Where people reach it: the host, the IngressClass, and the Secret with the host's certificate, in the platform's namespace. */
  readonly ingress: { readonly host: string; readonly className: string; readonly tlsSecretName: string };
  /** Address at which the deployer reaches its API. */
  readonly url: string;
  /** How dashboards and the rest get into it. */
  readonly delivery: 'api' | 'files';
  /** Its image; the one of versions.ts where undefined. An image of one's own holds the OpenSearch plugin unless there is a `pluginUrl`. */
  readonly image: string | undefined;
  /** Address of the OpenSearch plugin's zip file, where the image does not hold it. */
  readonly pluginUrl: string | undefined;
  /** Sign-in; undefined leaves the administrator's password alone. */
  readonly oidc: GrafanaOidc | undefined;
  /** PostgreSQL for its state, where the environment keeps it in a database; else undefined. */
  readonly database: GrafanaDatabase | undefined;
}

export interface GrafanaOidc {
  readonly authUrl: string;
  readonly tokenUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: pulumi.Output<string>;
  readonly scopes: readonly string[];
  /** JMESPath that makes a Grafana role of a token's claims; everybody is a viewer where undefined. */
  readonly roleAttributePath: string | undefined;
}

export interface GrafanaDatabase {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: pulumi.Output<string>;
}

export interface PagerDutyConfig {
  /** API token of the account. */
  readonly token: pulumi.Output<string>;
  /** User ids, in the order of the rotation. */
  readonly users: readonly string[];
  /** IANA name, such as `America/Mexico_City`. */
  readonly timeZone: string;
  /** Whether alerts are grouped on the services: not every plan has it. */
  readonly grouping: boolean;
  /** Where incidents are shown in Slack; PagerDuty wants a user's token for that. */
  readonly slack:
    | { readonly workspaceId: string; readonly channelId: string; readonly userToken: pulumi.Output<string> }
    | undefined;
}

/** Datadog in the place of the open-source stores. */
export interface DatadogConfig {
  readonly kind: 'datadog';
  readonly apiKey: pulumi.Output<string>;
  readonly appKey: pulumi.Output<string>;
  /** Datadog's site, such as `datadoghq.com`. */
  readonly site: DatadogSite;
}
