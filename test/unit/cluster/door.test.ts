/** Doors: what pods reach at the node's host address is what listens on 127.0.0.1. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openDoors } from '../../support/cluster/world/door.ts';

const endings: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A server of 127.0.0.1 that answers with the length of what it was sent. */
async function counting(): Promise<number> {
  const server = createServer(async (request, response) => {
    let length = 0;
    for await (const piece of request as AsyncIterable<Buffer>) length += piece.length;
    response.end(String(length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

// Other systems have 127.0.0.1 alone, and no node.
describe.runIf(process.platform === 'linux')('a door', () => {
  it('leads there and back', async () => {
    const port = await counting();
    const doors = await openDoors('127.0.0.3', [port]);
    endings.push(() => doors.close());
    const response = await fetch(`http://127.0.0.3:${port}`, { method: 'POST', body: 'x'.repeat(300_000) });
    expect(await response.text()).toBe('300000');
  });

  it('ends a connection behind which nobody is', async () => {
    const port = await counting();
    const doors = await openDoors('127.0.0.3', [port]);
    endings.push(() => doors.close());
    await endings.shift()?.();
    await expect(fetch(`http://127.0.0.3:${port}`)).rejects.toThrow();
  });

  it('is closed when it is closed', async () => {
    const port = await counting();
    const doors = await openDoors('127.0.0.3', [port]);
    await (await fetch(`http://127.0.0.3:${port}`)).text();
    await doors.close();
    await expect(fetch(`http://127.0.0.3:${port}`)).rejects.toThrow();
  });

  it('says which port is taken', async () => {
    const port = await counting();
    await expect(openDoors('127.0.0.1', [port])).rejects.toThrow(`Pods cannot be given port ${port} of 127.0.0.1`);
  });
});
