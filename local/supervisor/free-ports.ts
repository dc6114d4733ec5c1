/** Ports of 127.0.0.1: which are taken, and which are free. */
import { createServer, type Server } from 'node:net';
import { PlatformError } from './errors.ts';
import { takesConnections } from './probe.ts';
import type { Service } from './service.ts';

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server));
  });
}

const close = (server: Server) => new Promise((resolve) => server.close(resolve));

/** As many different free ports as asked for: all are held until the last one is found. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map(close));
  return ports;
}

/** Some systems let a second program listen beside one that listens on all addresses: asking both ways sees it. */
async function isTaken(port: number): Promise<boolean> {
  if (await takesConnections(port)) return true;
  try {
    await close(await listen(port));
    return false;
  } catch {
    return true;
  }
}

/** @throws PlatformError that names every port in use and the server that wants it. */
export async function assertPortsFree(services: readonly Service[]): Promise<void> {
  const wanted = services.flatMap(({ name, ports }) => ports.map((port) => ({ name, port })));
  const taken = await Promise.all(wanted.map(async (want) => ((await isTaken(want.port)) ? want : undefined)));
  const lines = taken.flatMap((want) => (want ? [`Port ${want.port} is in use by another program; ${want.name} needs it.`] : []));
  if (lines.length > 0) {
    throw new PlatformError([...lines, 'Stop that program, or let free ports be picked: npm start -- --ports free'].join('\n'));
  }
}
