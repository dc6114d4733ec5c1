/** The agent Collector: one per machine. Reads log files, takes OTLP from the applications beside it, asks the kubelet, passes all on. */
import type { Speed } from '../../telemetry/contract/index.ts';
import { type BaseArgs, baseExtensions, memoryLimiter, otlpReceiver, ownTelemetry } from './base.ts';
import type { CollectorConfig, OtlpEndpoints } from './config.ts';
import { type Kubelet, kubeletParts } from './kubelet.ts';
import { type LogFiles, logFileReceiver } from './log-files.ts';
import { LOG_STORAGE, STORAGE } from './queue.ts';
import { toGateways } from './to-gateways.ts';

export interface AgentArgs extends BaseArgs {
  readonly speed: Speed;
  readonly logs: LogFiles;
  readonly otlp: OtlpEndpoints;
  /** OTLP/HTTP base URLs for traces and metrics. Where there is more than one, whole traces are spread over them. */
  readonly gateways: readonly string[];
  /** OTLP/HTTP base URL for logs: any gateway's `logsEndpoint`, such as a Service in front of all. */
  readonly logGateway: string;
  /** The kubelet beside it; without one, as where there is no Kubernetes, nothing is asked. */
  readonly kubelet?: Kubelet;
}

/**
 * Flags that the agent's process needs besides `--config`. Without the gate the file receiver saves its position while up to
 * a hundred lines are still in memory, and a kill loses them.
 */
export const AGENT_FLAGS: readonly string[] = ['--feature-gates=stanza.synchronousLogEmitter'];

/**
 * The agent's configuration. Every record waits in a queue on disk until a gateway has accepted it.
 * A full queue stops the reading of log files, which then wait themselves, and answers OTLP senders with 503.
 * @throws RangeError when no gateway is given, or one is no http or https URL.
 */
export function agentConfig(args: AgentArgs): CollectorConfig {
  const { speed } = args;
  const exporters = toGateways(args);
  const kubelet = args.kubelet && kubeletParts(args.kubelet, speed);
  return {
    extensions: baseExtensions(args),
    receivers: { otlp: otlpReceiver(args.otlp), file_log: logFileReceiver(args.logs, speed), ...kubelet?.receivers },
    processors: { memory_limiter: memoryLimiter(args), ...kubelet?.processors },
    exporters: Object.fromEntries(Object.values(exporters).map(({ id, settings }) => [id, settings])),
    service: {
      extensions: ['health_check', LOG_STORAGE, STORAGE],
      telemetry: ownTelemetry(args),
      pipelines: {
        logs: { receivers: ['file_log'], processors: ['memory_limiter'], exporters: [exporters.logs.id] },
        traces: { receivers: ['otlp'], processors: ['memory_limiter'], exporters: [exporters.traces.id] },
        metrics: { receivers: ['otlp'], processors: ['memory_limiter'], exporters: [exporters.metrics.id] },
        ...(kubelet && {
          'metrics/kubelet': {
            receivers: kubelet.pipeline.receivers,
            processors: ['memory_limiter', ...kubelet.pipeline.processors],
            exporters: [exporters.metrics.id],
          },
        }),
      },
    },
  };
}
