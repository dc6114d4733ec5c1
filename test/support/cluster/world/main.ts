/**
 * Runs what is outside the cluster, as a process of its own: `node main.ts '<WorldArgs as JSON>'`. Progress goes to standard error, one line of
 * JSON (WorldAddresses) to standard output when all is ready. It ends, with all that it has started, when its standard input does: whatever
 * became of whoever started it.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPlatform } from '../../../../local/platform.ts';
import { describeEvent } from '../../../../local/report/service-lines.ts';
import { databaseUrl } from '../../../../local/services/postgres.ts';
import { freePorts } from '../../../../local/supervisor/free-ports.ts';
import { record } from '../../../../local/supervisor/run-file.ts';
import { createSupervisor } from '../../../../local/supervisor/supervisor.ts';
import { ensureTools } from '../../../../local/tools/index.ts';
import { emulator, furnish } from './aws.ts';
import { openDoors } from './door.ts';
import type { WorldAddresses, WorldArgs } from './index.ts';

const SERVERS = ['clinic-database', 'opensearch', 'slack'];

const { hostAddress, folder, holdings } = JSON.parse(process.argv[2] ?? '') as WorldArgs;
const over = new AbortController();
process.stdin.resume().once('close', () => over.abort(new Error('Whoever started this has gone.')));
// Nobody may be there to read it any more.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const say = (source: string, text: string) => console.error(`${source}: ${text}`);

const endings: (() => Promise<unknown>)[] = [];
try {
  const addresses = await start();
  console.log(JSON.stringify(addresses));
  if (!over.signal.aborted) await new Promise((resolve) => over.signal.addEventListener('abort', resolve));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const end of endings.reverse()) await end();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
// Standard input may still be open where the start has failed.
process.exit();

async function start(): Promise<WorldAddresses> {
  // PostgreSQL runs as a user of its own, who has to pass.
  chmodSync(folder, 0o711);
  const { moto } = await ensureTools(['moto'], { onProgress: (text) => say('tools', text), signal: over.signal });
  const platform = await startPlatform({
    speed: 1,
    dataDir: folder,
    ports: 'free',
    services: SERVERS,
    onLine: say,
    signal: over.signal,
  });
  endings.push(() => platform.stop());
  platform.onExit((error) => say('outside the cluster', error.message));
  const [awsPort = 0] = await freePorts(1);
  await startEmulator(moto.path, awsPort);

  const { ports, secrets } = platform.site;
  const doors = await openDoors(hostAddress, [ports.opensearch, ports.postgres, ports.slack, awsPort]);
  endings.push(() => doors.close());
  const at = (port: number, path = '') => `http://${hostAddress}:${port}${path}`;
  return {
    opensearch: at(ports.opensearch),
    aws: at(awsPort),
    database: databaseUrl(platform.site).replace('@127.0.0.1:', `@${hostAddress}:`),
    slack: {
      'slack-ops': at(ports.slack, secrets.webhooks['slack-ops']),
      'slack-security': at(ports.slack, secrets.webhooks['slack-security']),
    },
    slackReceived: at(ports.slack, '/received'),
  };
}

async function startEmulator(program: string, port: number): Promise<void> {
  const own = join(folder, 'aws');
  mkdirSync(own);
  const supervisor = createSupervisor([emulator(program, port, holdings.account, own)], {
    onEvent: (event) => say(event.service, describeEvent(event)),
    onDeath: (error) => say('outside the cluster', error.message),
    // Where this process is killed too, the next one ends the emulator by this.
    onChange: (running) => record(own, { startedAt: new Date().toISOString(), speed: 1, ports: { aws: port } }, running),
  });
  endings.push(() => supervisor.stop());
  await supervisor.startAll();
  await furnish(`http://127.0.0.1:${port}`, holdings);
}
