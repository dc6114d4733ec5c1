/** Burning budgets, given as the series that are recorded of them: how those are counted is proven by `recording-slo.test.ts`. */
import type { Fault, FaultRow } from '../../../support/fault.ts';
import { DASHBOARDS, objective, TENANT_A } from './series.ts';

/** One pair of windows: the share of bad events at which it is silent, one at which it fires, and the burn that people read then. */
interface Pair {
  readonly long: string;
  readonly short: string;
  readonly at: string;
  readonly past: string;
  readonly burn: string;
}

interface Objective {
  readonly name: 'ApiAvailability' | 'BookingLatency' | 'WebhookSuccess';
  readonly slo: string;
  readonly budget: string;
  readonly period: string;
  readonly felt: string;
  /** What the objective allows, and a little more. */
  readonly allowed: string;
  readonly more: string;
  readonly page: readonly [Pair, Pair];
  readonly ticket: readonly [Pair, Pair];
}

const objectives: readonly Objective[] = [
  {
    name: 'ApiAvailability',
    slo: 'api-availability',
    budget: 'availability',
    period: '30d',
    felt: 'Users of a get server errors.',
    allowed: '0.005',
    more: '0.0052',
    page: [
      { long: '1h', short: '5m', at: '0.072', past: '0.073', burn: '14.6x' },
      { long: '6h', short: '30m', at: '0.03', past: '0.031', burn: '6.2x' },
    ],
    ticket: [
      { long: '1d', short: '2h', at: '0.015', past: '0.016', burn: '3.2x' },
      { long: '3d', short: '6h', at: '0.005', past: '0.0052', burn: '1.0x' },
    ],
  },
  {
    name: 'BookingLatency',
    slo: 'booking-latency',
    budget: 'booking latency',
    period: '30d',
    felt: 'Clients of a wait longer than 400 ms for a booking.',
    allowed: '0.05',
    more: '0.052',
    page: [
      { long: '1h', short: '5m', at: '0.72', past: '0.73', burn: '14.6x' },
      { long: '6h', short: '30m', at: '0.3', past: '0.31', burn: '6.2x' },
    ],
    ticket: [
      { long: '1d', short: '2h', at: '0.15', past: '0.16', burn: '3.2x' },
      { long: '3d', short: '6h', at: '0.05', past: '0.052', burn: '1.0x' },
    ],
  },
  {
    name: 'WebhookSuccess',
    slo: 'webhook-success',
    budget: 'webhook',
    period: '7d',
    felt: 'Stripe deliveries of a fail, and payments are booked late or not at all.',
    allowed: '0.01',
    more: '0.0104',
    page: [
      { long: '1h', short: '5m', at: '0.0336', past: '0.034', burn: '3.4x' },
      { long: '6h', short: '30m', at: '0.014', past: '0.015', burn: '1.5x' },
    ],
    // Of seven days, a tenth of the budget in a day is a burn of 0.7: less than the objective allows for ever. Once is the least.
    ticket: [
      { long: '1d', short: '2h', at: '0.01', past: '0.0104', burn: '1.0x' },
      { long: '3d', short: '6h', at: '0.01', past: '0.0104', burn: '1.0x' },
    ],
  },
];

/** One sample every 15 seconds: nothing for five minutes, then the value for hours. */
const later = (value: string | number) => `_x20 ${value}x1000`;
/** The value until 20 minutes are over, then another. */
const until20m = (value: string | number, then: string | number) => `${value}x79 ${then}x1000`;

/** The same for 40 minutes, for what takes longer to fire. */
const until40m = (value: string | number, then: string | number) => `${value}x159 ${then}x1000`;

type Shares = Readonly<Record<string, string>>;

/** The recorded series of tenant `a`: shares of bad events by window, and for each window of `bad` that many bad events of 1,000. */
function burning({ slo }: Objective, shares: Shares, bad: Readonly<Record<string, number>>, tenant = 'a'): Record<string, string> {
  const of = objective(slo, tenant);
  return {
    ...Object.fromEntries(Object.entries(shares).map(([window, share]) => [`slo:errors:ratio${window}${of}`, share])),
    ...Object.fromEntries(
      Object.entries(bad).flatMap(([window, count]) => [
        [`slo:total:increase${window}${of}`, later(1_000)],
        [`slo:good:increase${window}${of}`, later(1_000 - count)],
      ]),
    ),
  };
}

const firingOf = ({ slo }: Objective) => ({ ...TENANT_A, slo });

/** Each side of a pair at its boundary, and too few bad events: a pair fires only where all three are past. */
function pairRows(of: Objective, pairs: readonly Pair[], leastBad: number): readonly FaultRow[] {
  return pairs.flatMap(({ long, short, at, past }): FaultRow[] => {
    const shares = (inLong: string, inShort: string) => ({ [long]: later(inLong), [short]: later(inShort) });
    const row = (series: Record<string, string>, firing: boolean) => ({ series, at: '6m', firing: firing ? [firingOf(of)] : [] });
    return [
      [
        `is silent while either window of ${long} and ${short} is at its boundary, and fires where both are past it`,
        row(burning(of, shares(at, past), { [long]: 100 }), false),
        row(burning(of, shares(past, at), { [long]: 100 }), false),
        row(burning(of, shares(past, past), { [long]: 100 }), true),
      ],
      [
        `wants ${leastBad} bad events in ${long}: one failed request of a quiet clinic is none of its business`,
        row(burning(of, shares('1', '1'), { [long]: leastBad - 1 }), false),
        row(burning(of, shares('1', '1'), { [long]: leastBad }), true),
      ],
    ];
  });
}

/** Both pairs at once: at their boundaries, past them, and the short windows healthy again after 20 minutes. */
function tierFault(of: Objective, pairs: readonly [Pair, Pair]): Pick<Fault, 'boundary' | 'ended'> {
  const shares = (share: (pair: Pair) => { readonly long: string; readonly short: string }): Shares =>
    Object.fromEntries(
      pairs
        .flatMap((pair) => [[pair.short, share(pair).short] as const])
        .concat(pairs.map((pair) => [pair.long, share(pair).long] as const)),
    );
  const bad = Object.fromEntries(pairs.map(({ long }) => [long, 100]));
  return {
    boundary: {
      series: burning(
        of,
        shares(({ at }) => ({ long: later(at), short: later(at) })),
        bad,
      ),
      at: '30m',
    },
    ended: {
      series: burning(
        of,
        shares(({ past, at }) => ({ long: later(past), short: until20m(past, at) })),
        bad,
      ),
      firesAt: '15m',
      overAt: '20m',
    },
  };
}

function pageFault(of: Objective): Fault {
  const [fast] = of.page;
  const says = {
    summary: `a: the ${of.budget} budget burns ${fast.burn} as fast as it may`,
    description: `${of.felt} At this rate the budget of ${of.period} is gone long before its time.`,
    dashboard_url: `${DASHBOARDS}/vigia-slos?var-tenant=a`,
  };
  const series = burning(of, { [fast.long]: later(fast.past), [fast.short]: later(fast.past) }, { [fast.long]: 5 });
  const other = burning(of, { [fast.long]: later(fast.at), [fast.short]: later('1') }, { [fast.long]: 100 }, 'b');
  return {
    alert: `${of.name}BudgetBurn`,
    ...tierFault(of, of.page),
    past: {
      series: { ...series, ...other, ...ofAnother(of, 'page') },
      silentAt: '4m45s',
      firesAt: '5m',
      fires: [{ labels: firingOf(of), says }],
    },
    also: pairRows(of, of.page, 5),
  };
}

/** Both pairs of the page, past: what a ticket has to be silent under. */
function paging(of: Objective, pair: Pair): Record<string, string> {
  return burning(of, { [pair.long]: later(pair.past), [pair.short]: later(pair.past) }, { [pair.long]: 100 });
}

function ticketFault(of: Objective): Fault {
  const [day, days] = of.ticket;
  const says = {
    summary: `a: the ${of.budget} budget has burned ${day.burn} as fast as it may for a day or more`,
    description: `${of.felt} It is too little to wake anybody, and more than the objective allows.`,
    dashboard_url: `${DASHBOARDS}/vigia-slos?var-tenant=a`,
  };
  const due = burning(of, { [day.long]: later(day.past), [day.short]: later(day.past) }, { [day.long]: 3 });
  return {
    alert: `${of.name}BudgetTicket`,
    ...tierFault(of, of.ticket),
    past: {
      series: { ...due, ...ofAnother(of, 'ticket') },
      silentAt: '4m45s',
      firesAt: '5m',
      fires: [{ labels: firingOf(of), says }],
    },
    also: [
      ...pairRows(of, of.ticket, 3),
      ...of.page.map(
        (pair): FaultRow => [
          `is silent while the page on ${pair.long} and ${pair.short} fires`,
          { series: { ...due, ...paging(of, pair) }, at: '6m', firing: [] },
          // Too few bad events for the page: then the ticket speaks.
          {
            series: {
              ...due,
              ...burning(of, { [pair.long]: later(pair.past), [pair.short]: later(pair.past) }, { [pair.long]: 4 }),
            },
            at: '6m',
            firing: [firingOf(of)],
          },
        ],
      ),
      [
        'fires for a clinic while the page of another fires',
        {
          series: {
            ...due,
            ...burning(of, { [days.long]: later(days.at) }, {}),
            ...burning(of, { '1h': later('1'), '5m': later('1') }, { '1h': 100 }, 'b'),
          },
          at: '6m',
          firing: [firingOf(of)],
        },
      ],
    ],
  };
}

/** Another objective of the same tenant, past both of a tier's thresholds: none of this one's business. */
function ofAnother({ slo }: Objective, tier: 'page' | 'ticket'): Record<string, string> {
  const another = objectives.find((one) => one.slo !== slo) as Objective;
  const windows = another[tier].flatMap(({ long, short }) => [long, short]);
  const bad = Object.fromEntries(another[tier].map(({ long }) => [long, 900]));
  return burning(another, Object.fromEntries(windows.map((window) => [window, later('1')])), bad);
}

/** The spent budget of another objective of the same tenant. */
function spentOfAnother({ slo }: Objective): Record<string, string> {
  const another = objectives.find((one) => one.slo !== slo) as Objective;
  return {
    [`slo:error_budget:remaining_ratio${objective(another.slo)}`]: later(-3),
    ...burning(another, { '3d': later('1') }, { _period: 900 }),
  };
}

function slowFault(of: Objective): Fault {
  const spent = (remaining: string, share3d: string, bad: number, tenant = 'a') => ({
    [`slo:error_budget:remaining_ratio${objective(of.slo, tenant)}`]: remaining,
    ...burning(of, { '3d': share3d }, { _period: bad }, tenant),
  });
  const says = {
    summary: `a: 125% of the ${of.budget} budget of ${of.period} is spent`,
    description: `${of.felt} The objective is missed, by few events at a time, and they go on.`,
    dashboard_url: `${DASHBOARDS}/vigia-slos?var-tenant=a`,
  };
  const due = spent(later(-0.25), later(of.more), 3);
  const silent = (series: Record<string, string>) => ({ series, at: '21m', firing: [] });
  const fires = (series: Record<string, string>) => ({ series, at: '21m', firing: [firingOf(of)] });
  return {
    alert: `${of.name}BudgetSpent`,
    boundary: { series: spent(later(0), later(of.more), 3), at: '45m' },
    past: {
      series: { ...due, ...spent(later(0.5), later(of.more), 100, 'b'), ...spentOfAnother(of) },
      silentAt: '19m45s',
      firesAt: '20m',
      fires: [{ labels: firingOf(of), says }],
    },
    ended: { series: spent(later(-0.25), until40m(of.more, of.allowed), 3), firesAt: '30m', overAt: '40m' },
    also: [
      ['fires a hundredth past the budget', fires(spent(later(-0.01), later(of.more), 3))],
      ['wants three bad events in the period', silent(spent(later(-5), later(of.more), 2))],
      [
        'is silent while its ticket or its page fires, and not because of those of another clinic',
        ...of.ticket.map(({ long, short, past }) =>
          silent({
            ...due,
            ...burning(of, { [short]: later(past), ...(long === '3d' ? {} : { [long]: later(past) }) }, { [long]: 100 }),
          }),
        ),
        ...of.page.map((pair) => silent({ ...due, ...paging(of, pair) })),
        fires({ ...due, ...burning(of, { '1h': later('1'), '5m': later('1') }, { '1h': 100 }, 'b') }),
        fires({ ...due, ...burning(of, { '1d': later('1'), '2h': later('1') }, { '1d': 100 }, 'b') }),
      ],
    ],
  };
}

export const sloFaults: readonly Fault[] = objectives.flatMap((of) => [pageFault(of), ticketFault(of), slowFault(of)]);
