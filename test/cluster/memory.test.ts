/** Three times the traffic, and then more than a gateway can hold: limits of memory hold, and what is refused is counted. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { poll } from '../../local/supervisor/poll.ts';
import { total } from '../../local/traffic/counts.ts';
import { kubectlFor } from '../support/cluster/kubectl.ts';
import { type ContainerLogs, keepContainerLogs } from '../support/cluster/observed/container-logs.ts';
import { collectorExpositions, expositionOf, sumOf } from '../support/cluster/observed/counters.ts';
import { compareLogs } from '../support/cluster/observed/exactly-once.ts';
import { type Answers, sendBigSpans, sendLogs } from '../support/cluster/observed/flood.ts';
import { endedForMemory } from '../support/cluster/observed/memory.ts';
import { allPods, type Cluster, podsOf } from '../support/cluster/observed/pods.ts';
import { recovered } from '../support/cluster/observed/recovery.ts';
import { quiet } from '../support/cluster/observed/requests.ts';
import { trafficAt } from '../support/cluster/observed/traffic.ts';

const { kubeconfig, dataFolder, urls, outside, clinic } = inject('cluster');

/** Three times what a tour makes, for two minutes. */
const RATE = 75;
const SECONDS = 120;

const FAILED = /^otelcol_(?:receiver_refused|exporter_enqueue_failed|exporter_send_failed)_.*$/gm;

let cluster: Cluster;
let logs: ContainerLogs;
beforeAll(async () => {
  cluster = await kubectlFor(kubeconfig);
  logs = keepContainerLogs(dataFolder, 'clinic');
});
afterAll(() => logs?.stop());

/** Which containers run, and how often each was started again. */
async function lives(): Promise<readonly string[]> {
  return (await allPods(cluster)).flatMap(({ metadata, status }) =>
    status.containerStatuses.map(({ name, restartCount }) => `${metadata.name}/${name} ${metadata.uid} ${restartCount}`),
  );
}

describe('three times the traffic for two minutes', () => {
  let before: readonly string[];
  let failed: readonly string[];
  let since: Date;
  let rate: number;

  /** Every count of data that was turned away or given up, of every Collector. */
  async function failures(): Promise<readonly string[]> {
    const pages = [...(await collectorExpositions(cluster))];
    const counts = pages.flatMap(([pod, page]) => [...page.matchAll(FAILED)].map(([sample]) => `${pod} ${sample}`));
    // An agent and two gateways, each of which shows what it has refused, a zero too.
    expect(new Set(counts.map((line) => line.split(' ')[0])).size).toBe(3);
    return counts.filter((sample) => !sample.endsWith(' 0'));
  }

  beforeAll(async () => {
    before = await lives();
    failed = await failures();
    since = new Date();
    const traffic = trafficAt({ urls, clinic }, RATE);
    const over = async () => (Date.now() - since.getTime() > SECONDS * 1_000 ? true : undefined);
    await poll(over, { within: SECONDS * 2_000 });
    const counts = total(await traffic.stop());
    rate = counts.requests / ((Date.now() - since.getTime()) / 1_000);
    console.info(`The clinic answered ${rate.toFixed(1)} requests per second; ${counts.unanswered} got no answer.`);
  });

  it('is three times the traffic', () => {
    expect(rate).toBeGreaterThan(RATE * 0.9);
  });

  it('costs no container its life', async () => {
    expect(endedForMemory(await allPods(cluster))).toEqual([]);
    expect(await lives()).toEqual(expect.arrayContaining([...before]));
  });

  it('costs no log line, and doubles none', async () => {
    const { written, lost, doubled } = await compareLogs(logs, outside.opensearch, since, 90_000);
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    expect(written.length).toBeGreaterThan(RATE * 0.9 * SECONDS);
  });

  it('is refused nowhere: no Collector turned data away, and no queue was full', async () => {
    expect(await failures()).toEqual(failed);
  });
});

describe('a flood', () => {
  const GATEWAY = 'gateway-1';
  /** Of records that are sent while the gateway is full. */
  const RECORDS = 50;
  let address: string;

  const refused = async (what: string, receiver: string) =>
    sumOf(await expositionOf(`${address}:8888/metrics`), `otelcol_receiver_refused_${what}_total`, { receiver });

  beforeAll(async () => {
    await quiet(urls.prometheus);
    const gateway = (await podsOf(cluster, 'vigia/gateway')).find(({ metadata }) => metadata.name === GATEWAY);
    address = `http://${gateway?.status.podIP}`;
  });

  it('is refused with 503, counted span by span and record by record, and the gateway lives', async () => {
    const before = await lives();
    const [spansBefore, recordsBefore] = [await refused('spans', 'otlp'), await refused('log_records', 'otlp/logs')];
    const [spans, records]: [Answers, Answers] = [new Map(), new Map()];
    const full = async () => {
      await sendBigSpans(address, spans);
      return spans.has(503) ? true : undefined;
    };
    expect(await poll(full, { within: 90_000, every: 1 })).toBe(true);
    await sendLogs(address, RECORDS, records);
    console.info(`Answers by status: spans ${JSON.stringify([...spans])}, log records ${JSON.stringify([...records])}.`);
    expect([...spans.keys()].sort()).toEqual([200, 503]);
    expect([...records]).toEqual([[503, RECORDS]]);
    expect((await refused('log_records', 'otlp/logs')) - recordsBefore).toBe(RECORDS);
    // The agent sends spans too, those of the probes at least: it keeps what is refused, and tries again.
    expect((await refused('spans', 'otlp')) - spansBefore).toBeGreaterThanOrEqual(spans.get(503) ?? 0);
    expect(endedForMemory(await allPods(cluster))).toEqual([]);
    expect(await lives()).toEqual(expect.arrayContaining([...before]));
  });

  it('is over when the gateway has decided on its traces: it takes data again, by itself', async () => {
    const takes = async () => {
      const answers: Answers = new Map();
      await sendLogs(address, 1, answers);
      return answers.has(200) ? true : undefined;
    };
    expect(await poll(takes, { within: 90_000, every: 500 })).toBe(true);
    await recovered(cluster, urls.prometheus, new Date(), 60_000);
  });
});
