/** The shape of a Collector configuration, as far as this platform uses it. */

/** A component's settings: anything YAML can hold, or what an environment variable holds. */
export type Setting = string | number | boolean | null | EnvironmentVariable | readonly Setting[] | Settings;
export interface Settings {
  readonly [key: string]: Setting | undefined;
}

/** Stands for the value that the variable has when the Collector starts: how a secret stays out of the configuration. */
export class EnvironmentVariable {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Settings by component id: a type, or a type and a name, as in `otlp_http/logs`. */
export type Components = Readonly<Record<string, Settings>>;

export interface Pipeline {
  readonly receivers: readonly string[];
  /** In the order in which data passes them. */
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

export interface CollectorConfig {
  readonly extensions: Components;
  readonly receivers: Components;
  readonly processors: Components;
  readonly connectors?: Components;
  readonly exporters: Components;
  readonly service: {
    readonly extensions: readonly string[];
    readonly telemetry: Settings;
    readonly pipelines: Readonly<Record<string, Pipeline>>;
  };
}

/** Where a server listens. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Where OTLP comes in. Endpoints are `host:port`. */
export interface OtlpEndpoints {
  /** OTLP over HTTP. */
  readonly endpoint: string;
  /** OTLP over gRPC; without it none is opened. */
  readonly grpcEndpoint?: string;
}
