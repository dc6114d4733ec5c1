/** Ends with 2 and the reason where this machine cannot run a Kubernetes node: said before anything is built. */
import { unsuitable } from './machine.ts';

const reason = unsuitable();
if (reason) {
  console.error(reason);
  process.exitCode = 2;
}
