/** What `npm run bench -- cluster` measured on a real Kubernetes node, as it was written down. */
import file from './measured.json' with { type: 'json' };

/** What is counted as work. `notifications` and `series` are counted too: the one is rare, the other lasts. */
export type Unit = 'requests' | 'lines' | 'spans' | 'points' | 'samples' | 'series' | 'notifications';

/** One container, over one window. */
export interface ContainerFigures {
  /** Name of the container: the workload's, or `reloader`. */
  readonly workload: string;
  readonly pod: string;
  /** Processor time that it took in the window. */
  readonly cpuSeconds: number;
  /** The most of its working set, looked at every second: what it holds without the files that the kernel can drop at once. */
  readonly memoryMiB: number;
  /** What it did in the window by its own counters; of `series`, how many it had at the end. */
  readonly work: { readonly [U in Unit]?: number };
}

/** A stretch of time under a steady load. */
export interface Window {
  /** Number of the run: every load is measured once in each. */
  readonly run: number;
  readonly load: string;
  readonly seconds: number;
  readonly containers: readonly ContainerFigures[];
}

/** A worker that ran to its end. */
export interface WorkerRun {
  readonly workload: string;
  readonly cpuSeconds: number;
  readonly memoryMiB: number;
}

export interface Measured {
  /** Day, as YYYY-MM-DD. */
  readonly on: string;
  /** Processors of the machine, and what kind. */
  readonly cores: number;
  readonly processor: string;
  readonly windows: readonly Window[];
  readonly workers: readonly WorkerRun[];
}

export const measured: Measured = file;
