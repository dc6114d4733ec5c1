/** Asking a server whether it is ready. A server that cannot be reached is not ready; that is no error. */
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import type { Probe } from './service.ts';

const PATIENCE_MS = 2_000;

export async function isReady(probe: Probe): Promise<boolean> {
  if ('http' in probe) return answersOk(probe.http);
  return 'tcp' in probe ? takesConnections(probe.tcp) : succeeds(probe.run);
}

/** What was asked, for the sentence that says it was not answered. */
export function describe(probe: Probe): string {
  if ('http' in probe) return probe.http;
  return 'tcp' in probe ? `port ${probe.tcp}` : probe.run.join(' ');
}

function succeeds([command, ...args]: readonly [string, ...string[]]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: PATIENCE_MS }, (error) => resolve(error === null));
  });
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether somebody listens at a port of 127.0.0.1. */
export function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: PATIENCE_MS });
    const done = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
  });
}
