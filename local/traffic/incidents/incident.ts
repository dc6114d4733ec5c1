/** What an incident is, and what all of them are made of. */
import type { AlertName } from '../../../alerts/catalogue.ts';
import type { SecretChannel } from '../../../alerts/routing.ts';
import type { Duration } from '../../../telemetry/contract/index.ts';
import { CLIENTS_PER_CLINIC, clientsOf, PASSWORD, usersOf } from '../../clinic/db/fixtures.ts';
import { type Caller, type ClinicApi, clinicApi } from '../clinic-api.ts';
import type { Counts } from '../counts.ts';

export interface IncidentOptions {
  readonly baseUrl: string;
  readonly webhookSecret: string;
  /** The clinic's CLINIC_CHAOS_TOKEN. */
  readonly chaosToken: string;
  /** Where requests are counted, to share with the traffic; default a new one. */
  readonly counts?: Counts;
}

export interface IncidentContext {
  readonly api: ClinicApi;
  readonly webhookSecret: string;
  readonly chaosToken: string;
  /** How to end what an incident keeps up, by its name. */
  readonly running: Map<string, () => Promise<void>>;
}

/** An alert, and where its notification arrives. */
export interface Expected {
  readonly alert: AlertName;
  readonly channel: SecretChannel;
  /** It looks so far back that it goes on for longer than a tour lasts. */
  readonly outlasts?: true;
}

export interface Incident extends Expected {
  readonly name: string;
  readonly title: string;
  /** The clinic that the alerts name; absent where they are about all. No two incidents share one, so that all can run at once. */
  readonly tenantId?: string;
  /** Other alerts that it causes: while it lasts, or after it. */
  readonly alsoFires?: readonly Expected[];
  /** Alerts that it may cause, by chance. */
  readonly mayFire?: readonly Expected[];
  /** Its alert waits for an hour or more of the platform's time: it is kept up beside the others. */
  readonly slow?: true;
  /** For so long everything must have been well before, or its alert has nothing to compare with; default not at all. */
  readonly history?: Duration;
  /** Causes it and keeps it up. Ends when the fault is there. @throws Error when the clinic does not let it happen. */
  start(context: IncidentContext): Promise<void>;
  /** Ends it. Nothing happens where it was not started. */
  stop(context: IncidentContext): Promise<void>;
}

export function incidentContext({ baseUrl, webhookSecret, chaosToken, counts = new Map() }: IncidentOptions): IncidentContext {
  return { api: clinicApi(baseUrl, counts), webhookSecret, chaosToken, running: new Map() };
}

const STAFF_IP = '203.0.113.250';
export const STRIPE_IP = '198.51.100.7';

export async function setFault({ api, chaosToken }: IncidentContext, fault: Parameters<ClinicApi['setFault']>[1]): Promise<void> {
  expectStatus(await api.setFault(chaosToken, fault), 200, 'the chaos endpoint');
}

/** The administrator of the clinic. */
export async function signIn({ api }: IncidentContext, clinicId: string): Promise<Caller> {
  const answer = await api.login({ clinicId, ip: STAFF_IP }, adminOf(clinicId), PASSWORD);
  if (!answer.token) throw new Error(`The administrator of ${clinicId} could not sign in: the clinic answered ${answer.status}.`);
  return { clinicId, ip: STAFF_IP, token: answer.token };
}

export function keepUp({ running }: IncidentContext, name: string, stop: () => Promise<void>): void {
  running.set(name, stop);
}

export async function end({ running }: IncidentContext, name: string): Promise<void> {
  await running.get(name)?.();
  running.delete(name);
}

export function expectStatus(answer: { readonly status: number } | undefined, expected: number, what: string): void {
  if (answer?.status !== expected) {
    throw new Error(`The clinic answered ${answer?.status} to ${what}, where ${expected} was expected.`);
  }
}

export function adminOf(clinicId: string): string {
  return usersOf(clinicId)[0]?.email ?? '';
}

/** Any of its clients. */
export function clientOf(clinicId: string): string {
  return clientsOf(clinicId)[Math.floor(Math.random() * CLIENTS_PER_CLINIC)]?.id ?? '';
}
