/** How data waits on disk between servers: nothing that was accepted is given up or lost by a kill. */
import { duration, formatGo, type Speed, scaled } from '../../telemetry/contract/index.ts';
import type { Settings } from './config.ts';

/** The storage of log queues: written through to the disk, for an accepted audit record must survive a power cut. */
export const LOG_STORAGE = 'file_storage/logs';
/** The storage of everything else: survives the process, not the machine. */
export const STORAGE = 'file_storage/telemetry';

export interface QueueSpec {
  readonly speed: Speed;
  readonly storage: typeof LOG_STORAGE | typeof STORAGE;
  /** How many requests the queue holds before it refuses more, which whoever sent them then keeps. */
  readonly requests: number;
  /** Concurrent requests out. 1 keeps the order, which Prometheus needs. */
  readonly consumers: number;
  /** Requests are joined up to this size. Without it each goes as it came. */
  readonly batchBytes?: number;
}

/**
 * The queue and retry settings of an exporter.
 * Joining happens behind the queue, not in a batch processor: what a batch processor holds is lost by a kill,
 * what a queue holds stays on disk until the receiver has accepted it.
 */
export function delivery({ speed, storage, requests, consumers, batchBytes }: QueueSpec): Settings {
  return {
    sending_queue: {
      enabled: true,
      storage,
      sizer: 'requests',
      queue_size: requests,
      num_consumers: consumers,
      ...(batchBytes === undefined
        ? {}
        : {
            batch: {
              sizer: 'bytes',
              flush_timeout: interval('1s', speed),
              min_size: batchBytes / 4,
              max_size: batchBytes,
            },
          }),
    },
    retry_on_failure: untilAccepted(speed),
  };
}

/** Tries again for as long as it takes. */
export function untilAccepted(speed: Speed): Settings {
  return {
    enabled: true,
    initial_interval: interval('1s', speed),
    max_interval: interval('30s', speed),
    max_elapsed_time: '0s',
  };
}

/** Below this a machine has no time for anything else. */
const SHORTEST_MS = 100;

/** An interval on the platform's clock, as Go writes it; never under 100 ms of real time. */
export function interval(length: Parameters<typeof duration>[0], speed: Speed): string {
  return formatGo({ ms: Math.max(SHORTEST_MS, scaled(duration(length), speed).ms) });
}
