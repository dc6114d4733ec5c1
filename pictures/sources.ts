/** Which servers are asked: those of the platform that runs here, or those that are named. */
import { portsFrom } from '../local/ports.ts';
import { http } from '../local/site.ts';
import { runningPlatform } from '../local/supervisor/run-file.ts';
import type { Speed } from '../telemetry/contract/index.ts';
import type { Options } from './options.ts';
import type { Sources } from './query/data.ts';

export interface Asked extends Sources {
  readonly speed: Speed;
}

/** What is wrong about the arguments together. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * @throws UsageError for addresses that are none, or that do not go together
 * @throws Error where no platform runs
 */
export function sourcesFrom({ prometheus, opensearch, speed, data }: Omit<Options, 'tenant'>): Asked {
  if (prometheus !== undefined) {
    if (URL.canParse(prometheus) && new URL(prometheus).username !== '') {
      throw new UsageError('--prometheus takes no name and password: forward a port to a Prometheus that asks for them.');
    }
    return {
      prometheus: address(prometheus),
      ...(opensearch !== undefined && { opensearch: address(opensearch) }),
      speed: speed ?? 1,
    };
  }
  if (opensearch !== undefined || speed !== undefined) {
    throw new UsageError('--opensearch and --speed belong to another Prometheus: name it with --prometheus, or leave them out.');
  }
  const running = runningPlatform(data);
  if (!running) {
    throw new Error(
      `No platform runs on ${data}: start one with npm start, name its folder with --data, or a Prometheus anywhere with --prometheus URL.`,
    );
  }
  const ports = portsFrom(running.ports);
  return { prometheus: http(ports.prometheus), opensearch: http(ports.opensearch), speed: running.speed };
}

function address(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`"${text}" is no address: give one such as http://127.0.0.1:9090.`);
}
