/** Prometheus: its configuration file and its flags. */
import { type Duration, duration, format, METRIC_INTERVAL, type Speed, scaled } from '../telemetry/contract/index.ts';

export interface PrometheusArgs {
  readonly speed: Speed;
  /** The environment's name: the label `env` of every scraped series. */
  readonly env: string;
  /** Servers to scrape, as `host:port` by job. The application is not among them: its metrics are pushed through the Collector. */
  readonly scrape: Readonly<Record<string, readonly string[]>>;
  readonly ruleFiles: readonly string[];
  /** Alertmanagers, as `host:port`. None where Grafana evaluates the alerts. */
  readonly alertmanagers: readonly string[];
}

export interface PrometheusFlags {
  readonly speed: Speed;
  readonly configFile: string;
  readonly dataDirectory: string;
  /** Address to listen on, as `host:port`. */
  readonly listen: string;
  readonly retention: Duration;
}

/** A gateway that comes back delivers what waited in its queue: samples up to this old are still taken. */
const OUT_OF_ORDER_WINDOW = duration('30m');

export function prometheusConfig({ speed, env, scrape, ruleFiles, alertmanagers }: PrometheusArgs) {
  const interval = format(scaled(METRIC_INTERVAL, speed));
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    otlp: { translation_strategy: 'UnderscoreEscapingWithSuffixes' },
    storage: { tsdb: { out_of_order_time_window: format(OUT_OF_ORDER_WINDOW) } },
    rule_files: ruleFiles,
    alerting: { alertmanagers: alertmanagers.length > 0 ? [{ static_configs: [{ targets: alertmanagers }] }] : [] },
    scrape_configs: Object.entries(scrape).map(([job, targets]) => ({
      job_name: job,
      static_configs: [{ targets, labels: { env } }],
    })),
  };
}

/** The command line, without the program. Prometheus takes no durations but retention from its file. */
export function prometheusFlags({ speed, configFile, dataDirectory, listen, retention }: PrometheusFlags): string[] {
  const length = (literal: Parameters<typeof duration>[0]) => format(scaled(duration(literal), speed));
  return [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${dataDirectory}`,
    `--storage.tsdb.retention.time=${format(retention)}`,
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
