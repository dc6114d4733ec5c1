/** What happens to log lines while the real Collectors are killed and what is behind them fails. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receivedFrom, write } from '../support/collector/lines.ts';
import { type CollectorPlatform, collectorPlatform } from '../support/collector/platform.ts';
import { eventually } from '../support/collector/process.ts';

describe('agent and gateway', () => {
  let platform: CollectorPlatform;
  beforeAll(async () => {
    platform = await collectorPlatform();
  });
  afterAll(() => platform?.stop());

  it('lose no line of 5,000 while agent, gateway and log writer fail in turn', async () => {
    const TOTAL = 5_000;
    const sent = new Set<string>();
    const writeSome = (count: number) => {
      for (let i = 0; i < count && sent.size < TOTAL; i++) {
        const requestId = `line-${sent.size}`;
        sent.add(requestId);
        const line = `${JSON.stringify({ timestamp: new Date().toISOString(), level: 'info', requestId, event: 'LINE' })}\n`;
        appendFileSync(join(platform.logs, 'stream.log'), line);
      }
    };
    const faults = [
      async () => restart(platform.gateway),
      async () => restart(platform.agent),
      async () => {
        const before = platform.logWriter.refusals();
        platform.logWriter.refuse(true);
        await eventually(() => platform.logWriter.refusals() > before, 'a refusal');
        await restart(platform.gateway);
        platform.logWriter.refuse(false);
      },
      async () => restart(platform.agent),
      async () => {
        await platform.gateway.stop('SIGKILL');
        await restart(platform.agent);
        await platform.gateway.start();
      },
      async () => restart(platform.agent),
    ];
    const restart = async (one: CollectorPlatform['agent']) => {
      await one.stop('SIGKILL');
      await one.start();
    };
    let done = false;
    const writing = (async () => {
      while (sent.size < TOTAL) {
        writeSome(25);
        await wait(done ? 0 : 40);
      }
    })();
    for (const fault of faults) {
      await wait(400);
      await fault();
    }
    done = true;
    await writing;
    const ids = () => new Set(receivedFrom(platform, 'stream').map(({ attributes }) => String(attributes.requestId)));
    await eventually(() => ids().size >= TOTAL, 'all lines', 60_000).catch(() => undefined);
    const got = ids();
    const copies = receivedFrom(platform, 'stream').length - got.size;
    console.info(`${sent.size} lines sent, ${sent.size - got.size} lost, ${copies} delivered again`);
    expect(sent.size - got.size).toBe(0);
    // A repeated delivery is the same in all that identifies it, so that the log writer stores it once.
    const places = new Set(
      receivedFrom(platform, 'stream').map(({ attributes }) => `${attributes.requestId} ${attributes['log.file.record_offset']}`),
    );
    expect(places.size).toBe(TOTAL);
  });

  it('lose nothing when they are ended in order while what is behind them refuses', async () => {
    const lines = (from: number) =>
      Array.from({ length: 500 }, (_, i) => ({ timestamp: '2026-03-01T10:20:30.456Z', requestId: `e-${from + i}` }));
    platform.logWriter.refuse(true);
    write(platform, 'ended', ...lines(0));
    const before = platform.logWriter.refusals();
    await eventually(() => platform.logWriter.refusals() > before + 1, 'refusals');
    await platform.gateway.stop('SIGTERM');
    write(platform, 'ended', ...lines(500));
    await wait(500);
    await platform.agent.stop('SIGTERM');
    write(platform, 'ended', ...lines(1_000));
    await platform.agent.start();
    await platform.gateway.start();
    platform.logWriter.refuse(false);
    const ids = () => new Set(receivedFrom(platform, 'ended').map(({ attributes }) => attributes.requestId)).size;
    await eventually(() => ids() >= 1_500, 'all of them').catch(() => undefined);
    expect(ids()).toBe(1_500);
  });
});
