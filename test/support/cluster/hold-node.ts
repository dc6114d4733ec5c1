/** Starts a node, says where it is, and holds it until it is ended: for looking around in one, and for the test that kills it. */
import { startNode } from './node/index.ts';

const stopping = new AbortController();
const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping.abort(new Error('Stopped before the node ran.'));
    ask();
  });
}
const node = await startNode({ onProgress: (line) => console.log(line), signal: stopping.signal });
console.log('The node is held. Ctrl-C ends it.');
await asked;
await node.stop();
