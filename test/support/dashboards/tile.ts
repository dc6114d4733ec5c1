/** The tiles that counts are made of: when Prometheus took one, and what happened within one alone. */
import { z } from 'zod';
import { TILE } from '../../../alerts/counts.ts';
import type { Platform } from '../../../local/platform.ts';
import { http } from '../../../local/site.ts';
import { poll } from '../../../local/supervisor/poll.ts';
import { scaled } from '../../../telemetry/contract/index.ts';

type Site = Platform['site'];

/** Takes the tiles, when each of them ends. */
const TILES = 'vigia-five-minutes';
/** Adds them up to days. */
const DAYS = 'vigia-long';

/** From an answer of the application until its count is in Prometheus, with room: what comes later is in no tile. */
const ARRIVES_WITHIN_MS = 2_000;

const EVALUATED_WITHIN_MS = 30_000;

const answer = z.object({
  data: z.object({ groups: z.array(z.object({ name: z.string(), lastEvaluation: z.iso.datetime({ offset: true }) })) }),
});

/**
 * Does the work from the beginning of a tile on, and waits until that tile and the empty one after it are in every bar and every day that adds them up.
 * @throws Error where the work was not over early enough for the tile to have all of it.
 */
export async function withinOneTile(site: Site, work: () => Promise<void>): Promise<void> {
  const begun = await evaluated(site, TILES, await lastEvaluation(site, TILES));
  await work();
  const left = begun + scaled(TILE, site.speed).ms - Date.now();
  if (left < ARRIVES_WITHIN_MS) {
    throw new Error(
      `What has to be within one tile was over ${left} ms before its end, and ${ARRIVES_WITHIN_MS} ms are needed: this machine is too slow, or too busy.`,
    );
  }
  const taken = await evaluated(site, TILES, begun);
  const next = await evaluated(site, TILES, taken);
  // A bar ends at a round moment: that of the empty tile does before another tile is taken.
  await Promise.all([evaluated(site, DAYS, next), evaluated(site, TILES, next)]);
}

/** Waits until a group was evaluated after this moment. */
async function evaluated(site: Site, group: string, after: number): Promise<number> {
  const ask = async () => {
    const at = await lastEvaluation(site, group);
    return at > after ? at : undefined;
  };
  const at = await poll(ask, { within: EVALUATED_WITHIN_MS });
  if (at === undefined) throw new Error(`Prometheus did not evaluate ${group} within ${EVALUATED_WITHIN_MS} ms.`);
  return at;
}

async function lastEvaluation({ ports }: Site, group: string): Promise<number> {
  const { data } = answer.parse(await (await fetch(http(ports.prometheus, '/api/v1/rules?type=record'))).json());
  return Date.parse(data.groups.find(({ name }) => name === group)?.lastEvaluation ?? '');
}
