/** Doors: ports of the node's host address that lead to the same ports of 127.0.0.1, where everything outside the cluster listens. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Door {
  close(): Promise<void>;
}

/**
 * Opens one door for each port.
 * @param address of this machine, which pods reach
 * @throws Error where a port of that address is taken
 */
export async function openDoors(address: string, ports: readonly number[]): Promise<Door> {
  const open = new Set<Socket>();
  const servers = await Promise.all(ports.map((port) => listen(address, port, open)));
  return {
    async close() {
      for (const socket of open) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listen(address: string, port: number, open: Set<Socket>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (outer) => {
    const inner = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.pipe(other);
      // It closes then, and that ends the other.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`Pods cannot be given port ${port} of ${address}: ${error.message}. Stop what listens there.`)),
    );
    server.listen(port, address, () => resolve(server));
  });
}
