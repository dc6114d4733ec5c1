/**
 * The dashboards over a platform with traffic: every query of every panel answers, with what was asked of the application, and with nothing
 * of clinics that are not chosen.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Placed } from '../../../dashboards/dashboard.ts';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import { INTERVALS } from '../../../dashboards/variables.ts';
import { clinics } from '../../../local/clinic/db/fixtures.ts';
import { type Platform, startPlatform } from '../../../local/platform.ts';
import { clinicLog } from '../../../local/services/clinic.ts';
import { databaseUrl } from '../../../local/services/postgres.ts';
import { ENVIRONMENT, http } from '../../../local/site.ts';
import { poll } from '../../../local/supervisor/poll.ts';
import { type Counts, countsOf } from '../../../local/traffic/counts.ts';
import { type IncidentContext, incidentContext } from '../../../local/traffic/incidents.ts';
import { startTraffic, type Traffic } from '../../../local/traffic/traffic.ts';
import { type Choice, dataOf, type Sources } from '../../../pictures/query/data.ts';
import { duration, format } from '../../../telemetry/contract/index.ts';
import { BURST, burst, wakeUp } from '../../support/dashboards/burst.ts';
import { exactly, shownExactly } from '../../support/dashboards/exact.ts';
import {
  auditRecordsOf,
  type Figures,
  figuresOf,
  type Known,
  readDatabase,
  type Tally,
  tallyOf,
} from '../../support/dashboards/known.ts';
import { asksForInterval, clinicsIn, emptyIn, oneByOne } from '../../support/dashboards/queries.ts';
import { attackAgain, everythingElse, keepFailing } from '../../support/dashboards/script.ts';
import { answersOf, shownFigures, shownTally, sumsOf } from '../../support/dashboards/shown.ts';
import { withinOneTile } from '../../support/dashboards/tile.ts';
import { storedRecords, writtenRecords } from '../../support/local/log-store.ts';

const SPEED = 30;
const MINUTE = 60_000;

const ONE: readonly string[] = ['clinica-norte'];
const THREE = ['clinica-norte', 'clinica-sur', 'grupo-salud-mx'] as const;
const CHOICES: readonly Choice['tenants'][] = [ONE, THREE, 'all'];

/** What a panel has nothing to show for, and why. One that has something is no exception any more, and fails the test. */
const PLANNED = 'nothing emits it yet: the contract says so';
const NO_KUBELET = 'a machine without Kubernetes has no kubelet to ask';
const WEEK_AGO = 'compares with a week ago, which is five and a half hours at this speed';
const EMPTY: Readonly<Record<string, string>> = {
  'security / audit-chain-gaps / Gaps': PLANNED,
  'security / failed-logins-last-week / {{source}}, a week before': WEEK_AGO,
  'security / audit-volume / A week before': WEEK_AGO,
  'security / audit-silences / Records a week ago': `${WEEK_AGO}, and has a row where something is wrong alone`,
  'security / audit-silences / Requests now': 'has a row where something is wrong alone',
  'slos / maintenance / {{tenant}}': 'no clinic is in maintenance: its rules are written only while a window is planned',
  'platform / container-cpu / {{namespace}} {{container}}': NO_KUBELET,
  'platform / container-cpu-request / {{namespace}} {{container}}': NO_KUBELET,
  'platform / container-memory / {{namespace}} {{container}}': NO_KUBELET,
  'platform / volumes / {{namespace}} {{volume}}': NO_KUBELET,
  'platform / backups / {{tenant}}': PLANNED,
  'platform / restore-test / Since the last': PLANNED,
  'platform / audit-export / Since the last': PLANNED,
  'platform / certificates / {{target}}': PLANNED,
};

/** Once an hour it is read what was computed after an hour. */
const AFTER_TWO_HOURS = ['budget-trend-api-availability', 'budget-trend-booking-latency', 'budget-trend-webhook-success'];

const dataDir = mkdtempSync(join(tmpdir(), 'vigia-dashboards-'));
const counts: Counts = new Map();
let platform: Platform;
let sources: Sources;
let traffic: Traffic;
let context: IncidentContext;
let recover: () => Promise<void>;
/** Before anything happened, when the burst was counted and nothing else had been done, and when the script had ended. */
let since: number;
let counted: number;
let scripted: number;

beforeAll(async () => {
  // Readable by the database's own user as well, which is not the one that runs this.
  chmodSync(dataDir, 0o755);
  platform = await startPlatform({ speed: SPEED, dataDir, ports: 'free', onLine: () => {} });
  const { ports, secrets } = platform.site;
  const clinic = { baseUrl: http(ports.clinic), webhookSecret: secrets.stripeWebhookSecret, counts };
  sources = { prometheus: http(ports.prometheus), opensearch: http(ports.opensearch) };
  context = incidentContext({ ...clinic, chaosToken: secrets.chaosToken });
  await wakeUp(clinic.baseUrl);
  since = Date.now();
  await withinOneTile(platform.site, () => burst(context));
  counted = Date.now();
  traffic = startTraffic({ ...clinic, ratePerSecond: 12, rampUpSeconds: 15 });
  // A record that no schema allows, beside the application's own log.
  const foreign = { timestamp: 'yesterday', level: 'info', event: 'FROM_ELSEWHERE' };
  writeFileSync(join(dirname(clinicLog(platform.site)), 'foreign.log'), `${JSON.stringify(foreign)}\n`);
  await everythingElse(context, THREE);
  scripted = Date.now();
  // So that whatever time is looked at has some, from `scripted` on too.
  await attackAgain(context, THREE);
  recover = await keepFailing(context, THREE);
}, 10 * MINUTE);

afterAll(async () => {
  await traffic?.stop();
  await platform?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, MINUTE);

/** Of all that is counted: what reached Prometheus after its tile was taken is missing, which is more where the machine is busy. */
const NEARLY_ALL = 0.8;

const TALLIED = ['funnel', 'reservations', 'invoices', 'authentication', 'security', 'events', 'bad'] as const;

function named(tally: Tally) {
  return TALLIED.flatMap((what) => Object.entries(tally[what]).map(([name, count]) => [what, { name, count }] as const));
}

function choiceOf(tenants: Choice['tenants'], chosen: Partial<Choice> = {}): Choice {
  const { name: env } = ENVIRONMENT;
  return { env, tenants, interval: duration('5m'), from: since, to: Date.now(), speed: SPEED, ...chosen };
}

/** Of the burst, and the two of the script. */
function attemptsOf(id: string): number {
  const clinic = THREE.find((one) => one === id);
  return clinic ? BURST[clinic].attempts + 2 : 0;
}

/** What has nothing to show, of all dashboards. */
async function empty(choice: Choice, only: (placed: Placed) => boolean): Promise<string[]> {
  const dashboards = DASHBOARDS.map(oneByOne).map((one) => ({ ...one, panels: one.panels.filter(only) }));
  const answers = dashboards.map(async (dashboard) => emptyIn(dashboard, await dataOf(dashboard, sources, choice)));
  return (await Promise.all(answers)).flat();
}

/**
 * Asked until it is what it has to be, or for as long as `within` says: then the last answer shows the difference. What was right once is
 * not asked again, since time goes on between two questions.
 */
async function becomes<T>(read: () => Promise<T>, expected: T, within: number): Promise<void> {
  let last: T | undefined;
  const ask = async () => {
    last = await read();
    return isDeepStrictEqual(last, expected) || undefined;
  };
  await poll(ask, { within, every: 1_000 });
  expect(last).toEqual(expected);
}

const needsTwoHours = ({ panel }: Placed) => AFTER_TWO_HOURS.some((id) => panel.id === id || panel.id.startsWith(`${id} /`));
const needsOneHour = (placed: Placed) => !needsTwoHours(placed);

describe('every query of every panel', () => {
  it('answers for one clinic, for several and for all, but where there is a reason', { timeout: 4 * MINUTE }, async () => {
    const ask = async () => Promise.all(CHOICES.map((tenants) => empty(choiceOf(tenants), needsOneHour)));
    const expected = CHOICES.map(() => Object.keys(EMPTY));
    await becomes(ask, expected, 3 * MINUTE);
  });

  it.each(INTERVALS.map((interval) => ({ interval, text: format(interval) })))(
    'that counts by interval answers for $text',
    async ({ interval }) => {
      // From when there was something: in a time that is shorter than the interval, the last one may have ended anywhere.
      const asked = CHOICES.map((tenants) => empty(choiceOf(tenants, { interval, from: scripted }), asksForInterval));
      for (const found of await Promise.all(asked)) expect(found.filter((name) => !(name in EMPTY))).toEqual([]);
    },
  );
});

/**
 * What is done while everyday traffic goes on may reach Prometheus after the tile was taken in whose time it was: it is in none, and panels
 * show no exact numbers. What is done within one tile and has arrived before its end is exact, and so are the births of its counters.
 */
describe('what was done within one tile, before anything else', () => {
  it.each([...THREE.map((id) => [id] as const), THREE].map((chosen) => ({ chosen })))(
    'is exactly what panels show of $chosen',
    async ({ chosen }) => {
      const show = () => shownExactly(sources, choiceOf(chosen, { to: counted }));
      // Records are stored a little later than they are counted.
      const expected = exactly(chosen);
      await becomes(show, expected, MINUTE / 2);
    },
  );
});

describe('a choice of clinics', () => {
  it.each([{ chosen: ONE }, { chosen: THREE }])('of $chosen shows nothing that names another', async ({ chosen }) => {
    const others = clinics.map(({ id }) => id).filter((id) => !chosen.includes(id));
    for (const dashboard of DASHBOARDS) {
      const [few, all] = await Promise.all(
        [chosen, 'all' as const].map((tenants) => dataOf(dashboard, sources, choiceOf(tenants))),
      );
      for (const { panel } of dashboard.panels.filter(needsOneHour)) {
        const [answer, ofAll] = [few?.panels[panel.id], all?.panels[panel.id]];
        const text = JSON.stringify(answer);
        const where = `${dashboard.name} / ${panel.id}`;
        expect({ where, named: others.filter((id) => text.includes(id)) }).toEqual({ where, named: [] });
        // Whatever names clinics names the chosen ones: a panel that shows none of them would pass the test above.
        if (answer && ofAll && clinicsIn(ofAll).length > 0) expect(clinicsIn(answer), where).toContain(ONE[0]);
      }
    }
  });
});

/** Enough to be seen to grow: what a series begins with is no growth. */
const ENOUGH = { requests: 6, bookings: 3 };

function hadEnough(id: string): boolean {
  const { requests, bookings } = countsOf(counts, id);
  return requests >= ENOUGH.requests && bookings >= ENOUGH.bookings;
}

describe('when the traffic has ended', () => {
  let known: ReadonlyMap<string, Known>;
  let settledBy: number;

  beforeAll(async () => {
    await recover();
    await poll(async () => everyClinic.every(hadEnough) || undefined, { within: MINUTE, every: 250 });
    await traffic.stop();
    // The last to come is what a whole hour counts, when it has ended.
    settledBy = Date.now() + 2.5 * MINUTE;
    const database = await readDatabase(databaseUrl(platform.site));
    const knownOf = (id: string): Known => {
      const stored = database.get(id) ?? { clients: 0, packages: {}, revenue: 0 };
      return { id, counts: countsOf(counts, id), attempts: attemptsOf(id), ...stored };
    };
    known = new Map(clinics.map(({ id }) => [id, knownOf(id)]));
  }, 2 * MINUTE);

  // Every clinic has had a request by then, and the script is within the hour before.
  const soon = () => Math.min(Date.now(), scripted + MINUTE / 2);
  const figures = (tenants: Choice['tenants']) => shownFigures(sources, choiceOf(tenants), soon());
  const tally = (tenants: Choice['tenants']) => shownTally(sources, choiceOf(tenants));
  const those = (ids: readonly string[]) => ids.flatMap((id) => known.get(id) ?? []);
  const everyClinic = clinics.map(({ id }) => id);

  const reaches = <T>(read: () => Promise<T>, expected: T) => becomes(read, expected, settledBy - Date.now());

  it('got an answer to every request', () => {
    expect([...counts.values()].map(({ unanswered }) => unanswered)).toEqual([...counts.values()].map(() => 0));
    expect(everyClinic.filter((id) => !hadEnough(id))).toEqual([]);
  });

  it.each([...everyClinic.map((id) => ({ chosen: [id] })), { chosen: THREE }])(
    'panels show of $chosen exactly what the application, its database and the store of records have',
    { timeout: 4 * MINUTE },
    ({ chosen }) => reaches(() => figures(chosen), figuresOf(those(chosen))),
  );

  it('panels show of all clinics exactly what there is', { timeout: 4 * MINUTE }, async () => {
    // Of tables and lines they show the first ten.
    const together = ({ clients, revenue, ...rest }: Figures) => rest;
    await reaches(async () => together(await figures('all')), together(figuresOf(those(everyClinic))));
  });

  it.each([...everyClinic.map((id) => ({ chosen: [id] })), { chosen: THREE }])(
    'panels that add up counts never show of $chosen more than was done',
    async ({ chosen }) => {
      const [shown, done] = [await tally(chosen), tallyOf(those(chosen))];
      for (const [what, { name, count }] of named(shown)) {
        expect(count, `${what}, ${name}`).toBeLessThanOrEqual(done[what][name] ?? 0);
      }
    },
  );

  it('and of three clinics together nearly all of it', { timeout: 4 * MINUTE }, async () => {
    const sum = (of: Tally) => named(of).reduce((total, [, { count }]) => total + count, 0);
    const least = NEARLY_ALL * sum(tallyOf(those(THREE)));
    // Hours are counted when they have ended.
    await poll(async () => sum(await tally(THREE)) >= least || undefined, { within: settledBy - Date.now(), every: 1_000 });
    expect(sum(await tally(THREE))).toBeGreaterThanOrEqual(least);
  });

  it('every server is up, each job once', async () => {
    const { servers } = await answersOf(['servers'], sources, choiceOf('all'));
    const jobs = ['agent', 'alertmanager', 'gateway', 'gateway-counts', 'log-writer', 'prometheus', 'tempo'];
    const rows = servers?.kind === 'table' ? servers.rows.map(({ labels, values }) => [labels.job, ...values]) : [];
    expect(rows.toSorted()).toEqual(jobs.map((job) => [job, 0, 1]));
  });

  it('one record was set aside', async () => {
    await reaches(async () => sumsOf((await answersOf(['dead-letters'], sources, choiceOf('all')))['dead-letters']), {
      Invalid: 1,
      Rejected: 0,
    });
  });

  it('every audit record was written and is stored, and panels never count too many as written', async () => {
    const expected = Object.fromEntries([...known.values()].map((one) => [one.id, auditRecordsOf(one)]));
    const byClinic = (records: readonly Readonly<Record<string, unknown>>[]) =>
      Object.fromEntries(
        everyClinic.map((id) => [id, records.filter(({ tenantId, stream }) => tenantId === id && stream !== undefined).length]),
      );
    expect(byClinic(await writtenRecords(clinicLog(platform.site)))).toEqual(expected);
    await reaches(async () => byClinic(await storedRecords(http(platform.site.ports.opensearch))), expected);
    for (const [id, written] of Object.entries(expected)) {
      const answers = await answersOf(['audit-written-arrived'], sources, choiceOf([id]));
      const { Written = Number.NaN, Arrived = Number.NaN } = sumsOf(answers['audit-written-arrived']);
      // What a series begins with does not count as written: it may have been there, unseen.
      expect(Written).toBeGreaterThan(0);
      expect(Written).toBeLessThanOrEqual(written);
      // A scrape that failed just when a count began counts as arrived again what there was before: there is no bound.
      expect(Arrived).toBeGreaterThan(0);
    }
  });

  it('what is read once an hour is there after two', { timeout: 4 * MINUTE }, async () => {
    const ask = async () => (await Promise.all(CHOICES.map((tenants) => empty(choiceOf(tenants), needsTwoHours)))).flat();
    await reaches(ask, []);
  });
});
