/** What rules cost on a real Prometheus: how long each group's evaluation takes, and how much memory the server has. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { poll } from '../../local/supervisor/poll.ts';
import { startPrometheus } from '../../test/support/prometheus.ts';
import { median } from '../support/measure.ts';
import { scrapeConfig, startTarget } from './live.ts';
import { everySeconds, type RuleGroups } from './rule-file.ts';
import type { BenchSeries } from './series.ts';

export interface Cost {
  /** Seconds of one evaluation, by group: medians of those that were seen. */
  readonly groups: ReadonlyMap<string, number>;
  /** All groups together. */
  readonly seconds: number;
  /** Processor time of the server while every group is evaluated once; a busy machine changes it less than the time above. */
  readonly processorSeconds: number;
  readonly residentMiB: number;
  readonly headSeries: number;
  /** Seconds of each rule's last evaluation, dearest first. */
  readonly rules: readonly { readonly name: string; readonly seconds: number }[];
}

export interface Run {
  /** Holds the blocks in its folder `data`. */
  readonly folder: string;
  readonly rules: RuleGroups;
  /** What goes on being scraped. */
  readonly live: readonly BenchSeries[];
  /** Seconds between two evaluations of a group, whatever the rules say: all are measured within a minute. */
  readonly every: number;
}

const PROCESSOR = 'process_cpu_seconds_total';
/** The first evaluation finds nothing in the caches, and some of its inputs are not yet recorded: it is not counted. */
const COUNTED = 3;
const SCRAPE_SECONDS = 15;
const WITHIN_MS = 120_000;

export async function costOf({ folder, rules, live, every }: Run): Promise<Cost> {
  const target = await startTarget(live);
  writeFileSync(join(folder, 'rules.yml'), stringify(everySeconds(rules, every), { aliasDuplicateObjects: false }));
  const config = { rule_files: ['rules.yml'], scrape_configs: [scrapeConfig(target, SCRAPE_SECONDS)] };
  const server = await startPrometheus(folder, config).catch(async (error) => {
    await target.stop();
    throw error;
  });
  try {
    let first: { readonly at: number; readonly processor: number } | undefined;
    const seen = new Map<string, { iterations: number; durations: number[] }>();
    const last = await poll(
      async () => {
        const text = await (await fetch(`${server.url}/metrics`)).text();
        const durations = byGroup(text, 'prometheus_rule_group_last_duration_seconds');
        for (const [group, iterations] of byGroup(text, 'prometheus_rule_group_iterations_total')) {
          const known = seen.get(group) ?? { iterations: 0, durations: [] };
          seen.set(group, known);
          if (iterations > known.iterations && iterations > 1) known.durations.push(durations.get(group) ?? Number.NaN);
          known.iterations = iterations;
        }
        // From here on every group runs at its beat.
        if (seen.size === rules.groups.length) first ??= { at: performance.now(), processor: total(text, PROCESSOR) };
        const done = seen.size === rules.groups.length && [...seen.values()].every((group) => group.durations.length >= COUNTED);
        return done ? text : undefined;
      },
      { within: WITHIN_MS, every: 200 },
    );
    if (last === undefined)
      throw new Error(`Not every rule group was evaluated ${COUNTED + 1} times within ${WITHIN_MS / 1_000} s.`);
    if (total(last, 'prometheus_rule_evaluation_failures_total') > 0) throw new Error('A rule failed: see the log of Prometheus.');
    const groups = new Map([...seen].map(([group, { durations }]) => [group, median(durations)]));
    const rounds = (performance.now() - (first?.at ?? Number.NaN)) / 1_000 / every;
    return {
      groups,
      processorSeconds: (total(last, PROCESSOR) - (first?.processor ?? Number.NaN)) / rounds,
      seconds: [...groups.values()].reduce((a, b) => a + b, 0),
      residentMiB: total(last, 'process_resident_memory_bytes') / 2 ** 20,
      headSeries: total(last, 'prometheus_tsdb_head_series'),
      rules: await dearest(server.url),
    };
  } finally {
    await server.stop();
    await target.stop();
  }
}

/** A metric's value by the label `rule_group`, of which the name after the file counts. */
function byGroup(text: string, metric: string): Map<string, number> {
  const lines = text.matchAll(new RegExp(`^${metric}\\{rule_group="[^";]*;([^"]*)"\\} (\\S+)$`, 'gm'));
  return new Map([...lines].map(([, group = '', value]) => [group, Number(value)]));
}

function total(text: string, metric: string): number {
  const lines = text.matchAll(new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}

const answer = z.object({
  data: z.object({ groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), evaluationTime: z.number() })) })) }),
});

async function dearest(url: string): Promise<Cost['rules']> {
  const { data } = answer.parse(await (await fetch(`${url}/api/v1/rules`)).json());
  const rules = data.groups.flatMap((group) => group.rules);
  return rules.map(({ name, evaluationTime }) => ({ name, seconds: evaluationTime })).sort((a, b) => b.seconds - a.seconds);
}
