/** Names of series as the clinic's processes send them, and what all faults share. */

export const TENANT_A = { env: 'prod', tenant: 'a' } as const;

/** Where alerts' dashboards are, in the tests' Grafana. */
export const DASHBOARDS = 'https://grafana.example/d';

/** The labels of a series of the SDK. */
export const sdk = (labels: string) => `{env="prod", service="clinic", instance="i-1", ${labels}}`;

/** Requests of a tenant that ended with a class of status. */
export const requests = (status: string, tenant = 'a') =>
  `http_server_request_duration_seconds_count${sdk(`tenant="${tenant}", tier="standard", status="${status}"`)}`;

/** The labels of a series that was recorded for an objective. */
export const objective = (slo: string, tenant = 'a') => `{env="prod", tenant="${tenant}", slo="${slo}"}`;
