/** What the processes of the node tell each other, one JSON object on a line. */

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';

const message = z.discriminatedUnion('type', [
  /** A step is done. */
  z.object({ type: z.literal('progress'), line: z.string() }),
  /** All servers run. `pid` is a process whose namespaces are the node's. */
  z.object({ type: z.literal('running'), dataFolder: z.string(), pid: z.number() }),
  /** The node is no more, or never was: why. */
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);

export type Message = z.infer<typeof message>;

export function tell(value: Message): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Calls back for each message that comes; a line that is none is left out. */
export function hear(stream: Readable, onMessage: (value: Message) => void): void {
  createInterface({ input: stream }).on('line', (line) => {
    const value = parse(line);
    if (value) onMessage(value);
  });
}

/** `undefined` for a line that is no message. */
export function parse(line: string): Message | undefined {
  try {
    return message.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
