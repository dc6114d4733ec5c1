/** What the page's server answers. Pure but for the queries. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARDS } from '../../dashboards/index.ts';
import { scaled } from '../../telemetry/contract/index.ts';
import type { Drawing } from '../drawing.ts';
import { type Choice, dataOf, tenants } from '../query/data.ts';
import type { Asked } from '../sources.ts';
import { pageHtml } from './html.ts';
import { type View, ViewError, viewFrom } from './view.ts';

export interface Ask {
  readonly method: string;
  /** The header `host`. */
  readonly host: string;
  /** Path and search. */
  readonly url: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PageContext {
  readonly sources: Asked;
  readonly drawing: Drawing;
  readonly env: string;
  /** What is shown until something is chosen. */
  readonly first: URLSearchParams;
  readonly now: () => number;
}

const ALWAYS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Nothing from anywhere else, and nothing inline. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; object-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A picture runs nothing and loads nothing. Its texts have their fonts in attributes. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/** Only so that an address can be read. */
const ORIGIN = 'http://page';

const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export async function answer({ method, host, url }: Ask, context: PageContext): Promise<Reply> {
  // A name that somebody else's page made point here must not read what is shown here.
  if (!LOCAL.test(host)) return sentence(403, `This server answers to 127.0.0.1 and localhost, not to "${host}".`);
  if (method !== 'GET' && method !== 'HEAD')
    return sentence(405, `${method} is not possible here: everything is read with GET.`, { allow: 'GET, HEAD' });
  if (!URL.canParse(url, ORIGIN)) return sentence(400, `"${url}" is no address.`);
  const { pathname, searchParams } = new URL(url, ORIGIN);
  try {
    return await route(pathname, searchParams, context);
  } catch (error) {
    if (error instanceof ViewError) return sentence(400, error.message);
    return sentence(500, `The picture could not be drawn: ${error instanceof Error ? error.message : error}`);
  }
}

async function route(path: string, search: URLSearchParams, context: PageContext): Promise<Reply> {
  const picture = /^\/picture\/([a-z-]+)\.svg$/.exec(path)?.[1];
  if (picture !== undefined) return drawn(viewFrom(picture, search), context);
  switch (path) {
    case '/':
      return page(search.size > 0 ? search : context.first, context);
    case '/page.js':
      return file('page.js', 'text/javascript');
    case '/page.css':
      return file('page.css', 'text/css');
    case '/favicon.ico':
      return { status: 204, headers: ALWAYS, body: '' };
    default:
      return sentence(
        404,
        `There is nothing at ${path}: the page is at /, pictures are at ${DASHBOARDS.map(({ name }) => `/picture/${name}.svg`).join(', ')}.`,
      );
  }
}

async function drawn(view: View, { sources, drawing, env, now }: PageContext): Promise<Reply> {
  const { dashboard, width, theme = 'light' } = view;
  const data = await dataOf(dashboard, sources, choiceOf(view, sources, env, now()));
  return {
    status: 200,
    headers: { ...ALWAYS, 'content-type': 'image/svg+xml; charset=utf-8', 'content-security-policy': PICTURE_POLICY },
    body: drawing.svg(dashboard, data, { width, theme }),
  };
}

/** Also where nobody answers: what can be chosen stays, and the picture says the rest. */
async function page(search: URLSearchParams, { sources, env, now }: PageContext): Promise<Reply> {
  const view = viewFrom(search.get('dashboard') || (DASHBOARDS[0]?.name ?? ''), search);
  const { speed } = sources;
  const found = await tenants(sources, choiceOf(view, sources, env, now())).catch(sentenceOf);
  const content = typeof found === 'string' ? { tenants: [], fault: found } : { tenants: found };
  return {
    status: 200,
    headers: { ...ALWAYS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY },
    body: pageHtml({ view, speed, ...content }),
  };
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function choiceOf(
  { dashboard, tenants: chosen, interval, range = dashboard.range }: View,
  { speed }: Asked,
  env: string,
  to: number,
): Choice {
  return { env, tenants: chosen.length === 0 ? 'all' : chosen, interval, from: to - scaled(range, speed).ms, to, speed };
}

function file(name: string, type: string): Reply {
  const body = readFileSync(join(import.meta.dirname, 'browser', name), 'utf8');
  return { status: 200, headers: { ...ALWAYS, 'content-type': `${type}; charset=utf-8` }, body };
}

function sentence(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...ALWAYS, ...headers, 'content-type': 'text/plain; charset=utf-8' }, body: `${text}\n` };
}
