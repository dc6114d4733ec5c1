/** What runs out: certificates and volumes. */
import { duration } from '../../telemetry/contract/index.ts';
import { gauge } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

const seconds = (literal: Parameters<typeof duration>[0]) => duration(literal).ms / 1_000;

/** Certificates are renewed a month ahead or earlier: one that is this old has missed it. */
export const RENEWAL_MISSED = seconds('14d');

/** A weekend may lie between. */
export const LAST_MOMENT = seconds('3d');

/** Several of Prometheus's compactions, which fill and free a volume by turns every two hours. */
const TREND = duration('6h');

/** Time to enlarge a volume without haste, a weekend included. */
const AHEAD = duration('4d');

/** A volume that is new fills fast for a while. */
const FILLED = 0.6;

const NEARLY_FULL = 0.95;

const timeLeft = gauge('tlscheck_time_left_seconds').acrossInstances();
const lastMoment = timeLeft.subtractedFrom(LAST_MOMENT);

const available = gauge('k8s_volume_available_bytes');
const used = available.acrossInstances().dividedBy(gauge('k8s_volume_capacity_bytes').acrossInstances()).subtractedFrom(1);

export const expiryAlerts = {
  CertificateExpiring: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'telemetry',
    measure: timeLeft.subtractedFrom(RENEWAL_MISSED).unless(lastMoment.above(0)),
    by: ['env', 'target'],
    above: 0,
    unit: 'seconds',
    dashboard: 'platform',
    summary: 'The certificate of {target} expires within 14 days',
    description: 'Its renewal is overdue by {value}. Once it has expired, browsers refuse the page: nobody sees a dashboard.',
  }),
  CertificateAboutToExpire: alert({
    severity: 'critical',
    team: 'platform',
    symptom: 'telemetry',
    measure: lastMoment,
    by: ['env', 'target'],
    above: 0,
    unit: 'seconds',
    dashboard: 'platform',
    summary: 'The certificate of {target} expires within 3 days, or has expired',
    description:
      'It was not renewed by itself, and nobody has done it since the warning. Once it has expired, browsers refuse the page: nobody sees a dashboard.',
  }),
  VolumeFullSoon: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'storage',
    measure: used.and(available.predicted(TREND, AHEAD).below(0)).unless(used.above(NEARLY_FULL)),
    by: ['env', 'namespace', 'volume'],
    above: FILLED,
    unit: 'ratio',
    for: duration('30m'),
    dashboard: 'platform',
    summary: 'Volume {volume} of {namespace} is {value} full, and will be full within four days',
    description: 'That is where the last six hours lead. What writes to a full volume stops: enlarge it before.',
  }),
  VolumeNearlyFull: alert({
    severity: 'critical',
    team: 'platform',
    symptom: 'storage',
    measure: used,
    by: ['env', 'namespace', 'volume'],
    above: NEARLY_FULL,
    unit: 'ratio',
    for: duration('5m'),
    dashboard: 'platform',
    summary: 'Volume {volume} of {namespace} is {value} full',
    description:
      'Less than a twentieth is free. What writes to a full volume stops: Prometheus its rules and alerts, a gateway its queues.',
  }),
};
