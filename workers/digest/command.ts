/** The command `digest`: reads what happened on the last whole day, and mails it. */
import { type Environment, readSettings, type SettingValues } from '../settings.ts';
import { budgetsAt } from './budgets.ts';
import { contentOf } from './content.ts';
import { type Day, lastDay } from './day.ts';
import { type FiredAlert, firedAlerts } from './firing.ts';
import { freshnessAt } from './freshness.ts';
import { grafanaAt } from './grafana.ts';
import { grafanaHistory } from './history-grafana.ts';
import { prometheusHistory } from './history-prometheus.ts';
import { htmlOf } from './html.ts';
import { send } from './mail.ts';
import { type Prometheus, prometheusAt } from './prometheus.ts';
import { type Report, reportOf } from './report.ts';
import { digestSettings, requiredToSend } from './settings.ts';
import { textOf } from './text.ts';

export interface DigestOptions {
  /** Print the text, and send nothing. */
  readonly dryRun: boolean;
  /** Print the report as one JSON object, and send nothing. */
  readonly json: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly print: (line: string) => void;
  /** What somebody should look at, though the command did its work. */
  readonly warn: (line: string) => void;
}

type Values = SettingValues<typeof digestSettings>;

/**
 * @throws SettingsError, or an Error that says who could not be reached or did not take the mail
 */
export async function runDigest(env: Environment, { dryRun, json, now, print, warn }: DigestOptions): Promise<void> {
  const sends = !dryRun && !json;
  const settings = readSettings(digestSettings, env, sends ? requiredToSend(env) : []);
  const report = await readDay(settings, now);
  if (json) return print(JSON.stringify(report, undefined, 2));
  const content = contentOf(report);
  const text = textOf(content);
  if (dryRun) return print(`Subject: ${content.subject}\n\n${text}`);

  const { DIGEST_FROM: from = '', DIGEST_TO: to = [], DIGEST_SMTP_URL: smtpUrl, AWS_REGION: region = '' } = settings;
  const digest = { environment: report.environment, date: report.day.date, subject: content.subject, text, html: htmlOf(content) };
  const refused = await send(digest, { from, to }, smtpUrl === undefined ? { region } : { smtpUrl });
  // Sending again would reach the others twice.
  if (refused.length > 0) warn(`The mail server took the digest, but not for ${refused.join(', ')}.`);
  print(`The digest of ${report.environment} for ${report.day.date} was sent: ${content.subject}`);
}

/** The last whole day. The same whenever it is read, as long as the servers remember. */
async function readDay(settings: Values, now: number): Promise<Report> {
  const { DIGEST_TIME_ZONE: timeZone, DIGEST_HOUR: hour, VIGIA_ENV: environment, RUNBOOK_URL: runbookUrl } = settings;
  const day = lastDay(now, hour, timeZone);
  const prometheus = prometheusAt(settings.PROMETHEUS_URL);
  const alerts = await alertsOf(settings, prometheus, day, now);
  const [budgets, freshness] = [await budgetsAt(prometheus, day.to), await freshnessAt(prometheus, day.to)];
  return reportOf({ environment, timeZone, day, runbookUrl, alerts, budgets, ...freshness });
}

/** From whoever evaluates them. Undefined where Grafana does, and there is no token to ask it with: the digest says so. */
async function alertsOf(
  { GRAFANA_URL: url, GRAFANA_TOKEN: token }: Values,
  prometheus: Prometheus,
  day: Day,
  now: number,
): Promise<readonly FiredAlert[] | undefined> {
  if (url === undefined) return firedAlerts(await prometheusHistory(prometheus, day), day);
  if (token === undefined) return undefined;
  return firedAlerts(await grafanaHistory(grafanaAt(url, token), day, now), day);
}
