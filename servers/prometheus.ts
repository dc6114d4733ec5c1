/** Prometheus: its configuration file and its flags. */
import { type Duration, duration, format, METRIC_INTERVAL, type Speed, scaled } from '../telemetry/contract/index.ts';

export interface PrometheusArgs {
  readonly speed: Speed;
  /** The environment's name: the label `env` of every scraped series. */
  readonly env: string;
  /** Servers to scrape, by job. The application is not among them: its metrics are pushed through the Collector. */
  readonly scrape: Readonly<Record<string, ScrapeTargets>>;
  readonly ruleFiles: readonly string[];
  /** Alertmanagers, as `host:port`. None where Grafana evaluates the alerts. */
  readonly alertmanagers: readonly string[];
  /** A store that gets everything as well; without it none. */
  readonly remoteWrite?: RemoteWrite;
}

/** Targets as `host:port`, or a host name whose every address is one. */
export type ScrapeTargets = readonly string[] | { readonly dns: string; readonly port: number };

/** An Amazon Managed Prometheus workspace. */
export interface RemoteWrite {
  /** Its remote-write URL. */
  readonly url: string;
  /** Its AWS region, which requests are signed for. */
  readonly region: string;
  /** Label `cluster`: with `__replica__`, what the workspace recognises the copies of one series by. */
  readonly cluster: string;
  /** The environment variable that holds this replica's name: label `__replica__`. */
  readonly replicaVariable: string;
}

export interface PrometheusFlags {
  readonly speed: Speed;
  readonly configFile: string;
  readonly dataDirectory: string;
  /** Address to listen on, as `host:port`. */
  readonly listen: string;
  readonly retention: Duration;
  /** The most that blocks may take, in GiB: the oldest go before the volume is full. Without it time alone decides. */
  readonly retentionGiB?: number;
}

/** A gateway that comes back delivers what waited in its queue: samples up to this old are still taken. */
const OUT_OF_ORDER_WINDOW = duration('30m');

export function prometheusConfig({ speed, env, scrape, ruleFiles, alertmanagers, remoteWrite }: PrometheusArgs) {
  const interval = format(scaled(METRIC_INTERVAL, speed));
  return {
    global: {
      scrape_interval: interval,
      scrape_timeout: interval,
      evaluation_interval: interval,
      ...(remoteWrite && { external_labels: externalLabels(remoteWrite) }),
    },
    otlp: { translation_strategy: 'UnderscoreEscapingWithSuffixes' },
    storage: { tsdb: { out_of_order_time_window: format(OUT_OF_ORDER_WINDOW) } },
    rule_files: ruleFiles,
    alerting: {
      // The same alert of two replicas must be one: what tells their series apart is not on their alerts.
      ...(remoteWrite && { alert_relabel_configs: [{ action: 'labeldrop', regex: LABELS_OF_A_REPLICA.join('|') }] }),
      alertmanagers: alertmanagers.length > 0 ? [{ static_configs: [{ targets: alertmanagers }] }] : [],
    },
    scrape_configs: Object.entries(scrape).map(([job, targets]) => scrapeConfig(job, targets, env)),
    ...(remoteWrite && { remote_write: [{ url: remoteWrite.url, sigv4: { region: remoteWrite.region } }] }),
  };
}

const LABELS_OF_A_REPLICA = ['cluster', '__replica__'] as const;

/** Prometheus puts the variable's value in, so that all replicas read one file. */
function externalLabels({ cluster, replicaVariable }: RemoteWrite): Readonly<Record<(typeof LABELS_OF_A_REPLICA)[number], string>> {
  return { cluster, __replica__: `\${${replicaVariable}}` };
}

function scrapeConfig(job: string, targets: ScrapeTargets, env: string) {
  if (!('dns' in targets)) return { job_name: job, static_configs: [{ targets, labels: { env } }] };
  return {
    job_name: job,
    dns_sd_configs: [{ names: [targets.dns], type: 'A', port: targets.port }],
    relabel_configs: [{ target_label: 'env', replacement: env }],
  };
}

/** The command line, without the program. Prometheus takes no durations but retention from its file. */
export function prometheusFlags(flags: PrometheusFlags): string[] {
  const { speed, configFile, dataDirectory, listen, retention, retentionGiB } = flags;
  const length = (literal: Parameters<typeof duration>[0]) => format(scaled(duration(literal), speed));
  return [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${dataDirectory}`,
    `--storage.tsdb.retention.time=${format(retention)}`,
    // Prometheus counts a GB as 2^30 bytes.
    ...(retentionGiB === undefined ? [] : [`--storage.tsdb.retention.size=${retentionGiB}GB`]),
    `--web.listen-address=${listen}`,
    '--web.enable-lifecycle',
    '--web.enable-otlp-receiver',
    // These are Prometheus's own defaults, written down so that they run on the platform's clock.
    `--query.lookback-delta=${length('5m')}`,
    `--rules.alert.resend-delay=${length('1m')}`,
    `--rules.alert.for-outage-tolerance=${length('1h')}`,
    `--rules.alert.for-grace-period=${length('10m')}`,
  ];
}
