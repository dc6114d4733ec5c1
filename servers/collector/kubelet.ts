/** What the agent asks of its node's kubelet: how much each container uses, and how full the volumes are. */
import {
  contract,
  formatGo,
  type LabelDefinition,
  type LabelName,
  METRIC_INTERVAL,
  type MetricDefinition,
  type Speed,
  scaled,
} from '../../telemetry/contract/index.ts';
import { type Components, EnvironmentVariable, type Pipeline } from './config.ts';
import { attribute, list, oneOf, text } from './ottl.ts';

/** The kubelet of the machine that the agent runs on. It is asked with the token of the pod's service account. */
export interface Kubelet {
  /** The environment variable that holds its base URL, such as `https://10.0.3.7:10250`. */
  readonly urlVariable: string;
  /** The environment variable that holds the node's name: `instance` of every series. */
  readonly nodeVariable: string;
  /** File with the certificate of the authority that signed the kubelet's own: another certificate is refused. */
  readonly caFile: string;
  /** Namespaces whose containers and volumes are told of. What runs beside them on the node is dropped here. */
  readonly namespaces: readonly string[];
}

/** `service` of every series. */
const SERVICE = 'kubelet';

/** The one name that both releases know (docs/adr/0008): the newer calls it `kubelet_stats`, and takes this with a warning. */
const RECEIVER = 'kubeletstats';

const metrics: readonly MetricDefinition[] = Object.values(contract.metrics).filter(({ emitter }) => emitter === 'agent');
const labels: Readonly<Record<LabelName, LabelDefinition>> = contract.labels;

/** What the agent's configuration has more where there is a kubelet. */
export interface KubeletParts {
  readonly receivers: Components;
  readonly processors: Components;
  /** Without what limits memory, which goes first, and without exporters. */
  readonly pipeline: Pick<Pipeline, 'receivers' | 'processors'>;
}

/** Receiver and processors that give the contract's series of the kubelet, with its labels, for the gateway to pass on as they are. */
export function kubeletParts({ urlVariable, nodeVariable, caFile, namespaces }: Kubelet, speed: Speed): KubeletParts {
  const processors: Components = {
    'filter/kubelet': { error_mode: 'ignore', metric_conditions: dropped(namespaces) },
    // Two nodes say the same of a volume that both mount, and of a pod that has moved: `instance` tells them apart.
    'resource/kubelet': {
      attributes: [
        { key: 'service.name', value: SERVICE, action: 'upsert' },
        { key: 'service.instance.id', value: new EnvironmentVariable(nodeVariable), action: 'upsert' },
      ],
    },
    'transform/kubelet': {
      error_mode: 'ignore',
      metric_statements: [
        { context: 'datapoint', statements: labelsOfResource() },
        {
          context: 'resource',
          statements: [`keep_keys(resource.attributes, ${list(['service.name', 'service.instance.id'])})`],
        },
      ],
    },
    // One resource then, not one of each container: the gateway can tell which points are of the same series.
    'groupbyattrs/kubelet': { keys: [] },
  };
  return {
    receivers: {
      [RECEIVER]: {
        endpoint: new EnvironmentVariable(urlVariable),
        auth_type: 'serviceAccount',
        ca_file: caFile,
        collection_interval: formatGo(scaled(METRIC_INTERVAL, speed)),
        metric_groups: ['container', 'volume'],
        // The name of a volume's claim, from the kubelet's list of its own pods.
        extra_metadata_labels: ['k8s.volume.type'],
        metrics: { 'k8s.container.cpu_request_utilization': { enabled: true } },
      },
    },
    processors,
    pipeline: { receivers: [RECEIVER], processors: Object.keys(processors) },
  };
}

/** All but the contract's metrics, other namespaces, and volumes without a claim: they are the node's own disk, or hold settings. */
function dropped(namespaces: readonly string[]): string[] {
  const claim = attribute('resource', labels.volume.semconv ?? '');
  return [
    `not IsMatch(metric.name, ${text(oneOf(metrics.map(({ otel }) => otel)))})`,
    `not IsMatch(${attribute('resource', labels.namespace.semconv ?? '')}, ${text(oneOf(namespaces))})`,
    `IsMatch(metric.name, ${text('^k8s\\.volume\\.')}) and ${claim} == nil`,
  ];
}

/** The contract's labels, each from the attribute of the resource that its semantic convention names. */
function labelsOfResource(): string[] {
  return [...new Set(metrics.flatMap((metric) => metric.labels))].flatMap((name) => {
    const { semconv } = labels[name];
    return semconv ? [`set(${attribute('datapoint', name)}, ${attribute('resource', semconv)})`] : [];
  });
}
