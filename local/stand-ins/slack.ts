/**
 * A stand-in for Slack's incoming webhooks, one for each channel: `POST /services/T…/B…/…` with the checks and the plain-text answers of the
 * real one. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
 */
import type { Handler, StandInReply, StandInRequest } from './http.ts';
import { createInbox } from './received.ts';

export interface SlackOptions {
  /** The channels that exist, with the path of each one's webhook, as in `/services/T00000000/B00000000/<24 characters>`. */
  readonly webhooks: Readonly<Record<string, string>>;
  readonly now?: () => Date;
}

/** What makes a message visible: one of these in it, or in each attachment of it. */
const VISIBLE = ['text', 'fallback', 'title', 'pretext', 'fields', 'blocks', 'image_url'] as const;
const MAX_ATTACHMENTS = 100;

/** Handles the webhooks; `GET /received` and `/health` are for the people who test against it. */
export function slack({ webhooks, now = () => new Date() }: SlackOptions): Handler {
  const inbox = createInbox(now);
  const known = Object.values(webhooks).map((path) => path.split('/'));

  /** Slack says which part of the address it does not know. */
  function addressProblem(path: string): StandInReply {
    const [, root, team, service] = path.split('/');
    const ofTeam = known.filter(([, , t]) => root === 'services' && t === team);
    if (ofTeam.length === 0) return { status: 404, body: 'no_team' };
    if (!ofTeam.some(([, , , b]) => b === service)) return { status: 404, body: 'no_service' };
    return { status: 403, body: 'invalid_token' };
  }

  function post(request: StandInRequest): StandInReply {
    const channel = Object.entries(webhooks).find(([, path]) => path === request.path)?.[0];
    if (channel === undefined) return addressProblem(request.path);
    const message = decode(request);
    const error = message === undefined ? 'invalid_payload' : messageProblem(message);
    inbox.add({ to: channel, accepted: error === undefined, errors: error ? [error] : [], message: message ?? null });
    return error ? { status: 400, body: error } : { status: 200, body: 'ok' };
  }

  return (request) => {
    if (request.method === 'POST') return post(request);
    if (request.method === 'GET' && request.path === '/received') return { status: 200, body: inbox.list() };
    if (request.method === 'GET' && request.path === '/health') return { status: 200, body: 'ok' };
    return { status: 404, body: 'no_service' };
  };
}

type Message = Readonly<Record<string, unknown>>;

/** JSON, or a form with the JSON in its field `payload`: Slack takes both. */
function decode({ body, contentType }: StandInRequest): Message | undefined {
  if (body === undefined) return undefined;
  const json = contentType.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(body).get('payload') : body;
  try {
    const message: unknown = JSON.parse(json ?? '');
    return isRecord(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function messageProblem({ text, blocks, attachments }: Message): string | undefined {
  if (attachments !== undefined && !Array.isArray(attachments)) return 'invalid_payload';
  const list: unknown[] = attachments ?? [];
  if (list.length > MAX_ATTACHMENTS) return 'too_many_attachments';
  if (hasContent(text) || hasContent(blocks)) return undefined;
  const visible = list.some((attachment) => isRecord(attachment) && VISIBLE.some((field) => hasContent(attachment[field])));
  return visible ? undefined : 'no_text';
}

function hasContent(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) && value.length > 0;
}

function isRecord(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
