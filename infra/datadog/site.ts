/** Datadog's sites: an organisation lives on one of them, each with an AWS account of Datadog's own behind it. */

/** The AWS account from which a site reads and writes its customers' buckets. Source: Datadog's guide to the AWS integration's role. */
export const DATADOG_AWS_ACCOUNTS = {
  'datadoghq.com': '464622532012',
  'us3.datadoghq.com': '464622532012',
  'us5.datadoghq.com': '464622532012',
  'datadoghq.eu': '464622532012',
  'ap1.datadoghq.com': '417141415827',
  'ap2.datadoghq.com': '412381753143',
} as const satisfies Record<string, string>;

export type DatadogSite = keyof typeof DATADOG_AWS_ACCOUNTS;
