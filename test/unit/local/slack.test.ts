import { describe, expect, it } from 'vitest';
import { slack } from '../../../local/stand-ins/slack.ts';

const WEBHOOK = '/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx';
const SECURITY = '/services/T00000000/B00000001/abcdefghijklmnopqrstuvwx';
const webhooks = { 'slack-ops': WEBHOOK, 'slack-security': SECURITY };
const create = () => slack({ webhooks, now: () => new Date('2026-03-01T10:00:00Z') });

function post(body: string | undefined, { handle = create(), path = WEBHOOK, contentType = 'application/json' } = {}) {
  return handle({ method: 'POST', path, contentType, body });
}

describe('the Slack stand-in', () => {
  it.each([
    ['text', '{"text":"Retries at clinic-03"}'],
    ['blocks', '{"blocks":[{"type":"divider"}]}'],
    ['an attachment with a title', '{"channel":"#ops","attachments":[{"title":"WebhookRetries"}]}'],
  ])('answers ok to a message with %s', (_, body) => {
    expect(post(body)).toEqual({ status: 200, body: 'ok' });
  });

  it('takes a form with the message in its field payload', () => {
    const body = 'payload=%7B%22text%22%3A%22hi%22%7D';
    expect(post(body, { contentType: 'application/x-www-form-urlencoded' })).toEqual({ status: 200, body: 'ok' });
  });

  it.each([
    ['what is not JSON', '{', 'invalid_payload'],
    ['a JSON list', '[]', 'invalid_payload'],
    ['attachments that are no list', '{"attachments":{}}', 'invalid_payload'],
    ['a message longer than it takes', undefined, 'invalid_payload'],
    ['no text', '{}', 'no_text'],
    ['blank text', '{"text":"  "}', 'no_text'],
    ['an attachment with nothing to see', '{"attachments":[{"color":"danger"}]}', 'no_text'],
    ['101 attachments', JSON.stringify({ attachments: Array(101).fill({ text: 'x' }) }), 'too_many_attachments'],
  ])('refuses %s', (_, body, error) => {
    expect(post(body)).toEqual({ status: 400, body: error });
  });

  it.each([
    ['another team', '/services/T11111111/B00000000/abcdefghijklmnopqrstuvwx', 404, 'no_team'],
    ['another hook', '/services/T00000000/B11111111/abcdefghijklmnopqrstuvwx', 404, 'no_service'],
    ['a wrong token', '/services/T00000000/B00000000/wrong', 403, 'invalid_token'],
  ])('turns away %s', (_, path, status, body) => {
    expect(post('{"text":"hi"}', { path })).toEqual({ status, body });
  });

  it('lists what each channel received, refused messages too, without the path of the webhook', () => {
    const handle = create();
    post('{"text":"hi"}', { handle });
    post('{}', { handle, path: SECURITY });
    post('{"text":"never arrived"}', { handle, path: '/services/T00000000/B00000000/wrong' });
    const { body } = handle({ method: 'GET', path: '/received', contentType: '', body: '' });
    expect(body).toEqual([
      { id: 1, to: 'slack-ops', at: '2026-03-01T10:00:00.000Z', accepted: true, errors: [], message: { text: 'hi' } },
      { id: 2, to: 'slack-security', at: '2026-03-01T10:00:00.000Z', accepted: false, errors: ['no_text'], message: {} },
    ]);
    expect(JSON.stringify(body)).not.toContain('abcdefghijklmnopqrstuvwx');
  });
});
