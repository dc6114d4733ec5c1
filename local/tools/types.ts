/** What this module hands out and what it needs to know about the machine. */

/** A tool that a Go recipe makes is called as its binary is. */
export type ToolName =
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'amtool'
  | 'otelcol'
  | 'opensearch'
  | 'opensearch-security'
  | 'tempo'
  | 'postgres'
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kube-proxy'
  | 'kubectl'
  | 'kubelet'
  | 'coredns'
  | 'prometheus-config-reloader'
  | 'containerd'
  | 'ctr'
  | 'containerd-shim-runc-v2'
  | 'runc'
  | 'cni-plugins'
  | 'iptables'
  | 'moto'
  | 'pulumi'
  | 'pulumi-language-nodejs';

/** Where a tool came from: an environment variable, the PATH (or a known folder), an earlier build, or a build just now. */
export type Source = 'env' | 'path' | 'cache' | 'built';

export interface Tool {
  readonly name: ToolName;
  /** The executable; for OpenSearch the folder with its jars, for `cni-plugins` the one with the plugins. */
  readonly path: string;
  readonly version: string;
  readonly source: Source;
  /** How long the build took, 0 when nothing was built. */
  readonly seconds: number;
  /** The argv prefix that runs it: append the server's own flags. */
  readonly command: readonly string[];
}

/** The machine as data, so that tests can describe another one. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that holds one folder per build. */
  readonly cacheRoot: string;
  /** Folders that hold installed JDKs, one folder each. */
  readonly jdkFolders: readonly string[];
  /** Folders that hold PostgreSQL installations, one folder per major version. */
  readonly postgresFolders: readonly string[];
  readonly platform: string;
  readonly isRoot: boolean;
}

export interface Options {
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What a build gets: where to write, where to log, and when to stop. */
export interface Job {
  readonly machine: Machine;
  /** Empty folder to fill; it becomes the cache entry when the build succeeds. */
  readonly out: string;
  /** Folder for intermediate files, removed afterwards. */
  readonly scratch: string;
  readonly log: string;
  readonly signal: AbortSignal;
}
