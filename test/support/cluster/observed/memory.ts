/** Whether the kernel has ended processes of a container for their memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isVersion2 } from '../node/cgroups.ts';
import { type Pod, processesOf } from './pods.ts';

/** Containers of these pods that were ended for their memory, or had a process that was: `pod/container: why`. */
export function endedForMemory(pods: readonly Pod[]): readonly string[] {
  return pods.flatMap(({ metadata, status }) =>
    status.containerStatuses.flatMap(({ name, containerID, lastState }) => {
      const whole = lastState.terminated?.reason === 'OOMKilled' ? ['OOMKilled'] : [];
      const kills = killsIn(containerID);
      const why = [...whole, ...(kills > 0 ? [`${kills} processes killed`] : [])];
      return why.map((reason) => `${metadata.name}/${name}: ${reason}`);
    }),
  );
}

/** The kernel's own count, which a container does not lose that goes on without one of its processes. Nothing for one that has ended. */
function killsIn(containerID: string): number {
  const [pid] = processesOf(containerID);
  if (pid === undefined) return 0;
  const version2 = isVersion2();
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  const [, path] = (version2 ? /^0::(.*)$/m : /^\d+:memory:(.*)$/m).exec(groups) ?? [];
  if (path === undefined) throw new Error(`Process ${pid} has no group for its memory: ${groups}`);
  const file = version2 ? join('/sys/fs/cgroup', path, 'memory.events') : join('/sys/fs/cgroup/memory', path, 'memory.oom_control');
  const [, kills] = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  if (kills === undefined) throw new Error(`The kernel does not count in ${file} what it kills.`);
  return Number(kills);
}
