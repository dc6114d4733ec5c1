/** Where the process's records go: its standard output, line by line, written before the call returns. */
import { diag } from '@opentelemetry/api';
import { type DestinationStream, pino } from 'pino';
import { oncePerProcess } from '../process-state.ts';

/** Bytes that wait while the output cannot be written; what comes on top is lost, and the audit chain shows it. */
const MAX_WAITING = 16 * 1_024 * 1_024;

/** One per process, for lines and audit records alike: they keep their order, and none waits in memory when the process dies. */
export function standardOutput(): DestinationStream {
  return oncePerProcess('standard-output', () => {
    const destination = pino.destination({ dest: 1, sync: true, maxLength: MAX_WAITING });
    // A full disk must not end the process: an error event without a listener would.
    destination.on('error', (error: Error) => diag.error('@vigia/telemetry: a record could not be written', error));
    return destination;
  });
}
