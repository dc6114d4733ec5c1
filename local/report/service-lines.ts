/** What happens to a server, in words. */
import type { ServiceEvent } from '../supervisor/supervisor.ts';

export function describeEvent(event: ServiceEvent): string {
  switch (event.type) {
    case 'starting':
      return 'starting';
    case 'ready':
      return `healthy in ${(event.ms / 1_000).toFixed(1)} s`;
    case 'done':
      return `done in ${(event.ms / 1_000).toFixed(1)} s`;
    case 'stopped':
      return event.forced ? 'stopped by force: it did not end by itself' : 'stopped';
    case 'killed':
      return 'killed on purpose';
    case 'absent':
      return `does not run, and all the rest does: ${event.why}`;
  }
}
