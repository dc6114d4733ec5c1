import { describe, expect, it } from 'vitest';
import type { Drawing } from '../../../pictures/drawing.ts';
import { answer, type PageContext } from '../../../pictures/page/answer.ts';
import { listen } from '../../../pictures/page/serve.ts';
import { standIn } from '../../support/pictures/server.ts';

/** Instead of a picture, what it would be of. */
const drawing: Drawing = {
  svg: ({ name }, { chosen, from, to, panels }, look) =>
    JSON.stringify({ name, chosen, minutes: (to - from) / 60_000, panels: Object.keys(panels).length > 0, ...look }),
  png: () => Buffer.alloc(0),
};

const NOW = Date.parse('2026-03-01T12:00:00Z');

function contextOf(prometheus: string, first = ''): PageContext {
  return { sources: { prometheus, speed: 1 }, drawing, env: 'local', first: new URLSearchParams(first), now: () => NOW };
}

const NOBODY = contextOf('http://127.0.0.1:1');
const HOST = '127.0.0.1:13001';
const get = (url: string, context = NOBODY) => answer({ method: 'GET', host: HOST, url }, context);

/** A Prometheus that knows these clinics, and nothing of them. */
async function knowing(...clinics: string[]): Promise<string> {
  const { url } = await standIn(({ path }) => ({
    status: 200,
    body: { status: 'success', data: path.endsWith('/values') ? clinics : { result: [] } },
  }));
  return url;
}

describe('a picture', () => {
  it('is of what its address says', async () => {
    const { status, headers, body } = await get(
      '/picture/security.svg?tenant=a&tenant=b&interval=1h&range=30m&theme=dark&width=900',
    );
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('image/svg+xml; charset=utf-8');
    expect(JSON.parse(body)).toEqual({
      name: 'security',
      chosen: { environment: 'local', clinics: 'a, b', interval: '1h' },
      minutes: 30,
      panels: true,
      width: 900,
      theme: 'dark',
    });
  });

  it('is of all clinics and of the time of its dashboard, where nothing is said', async () => {
    const { body } = await get('/picture/tenant-overview.svg?tenant=&range=&theme=');
    expect(JSON.parse(body)).toMatchObject({
      chosen: { clinics: 'all', interval: '15m' },
      minutes: 360,
      width: 1_440,
      theme: 'light',
    });
  });

  it('of a platform with a faster clock is of a shorter time', async () => {
    const fast = { ...NOBODY, sources: { ...NOBODY.sources, speed: 30 } };
    expect(JSON.parse((await get('/picture/tenant-overview.svg?range=6h', fast)).body)).toMatchObject({ minutes: 12 });
  });

  it('may run nothing and load nothing, and be shown by this page alone', async () => {
    const { headers } = await get('/picture/slos.svg');
    expect(headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });

  it('is refused with a sentence for each thing that is wrong', async () => {
    const { status, headers, body } = await get('/picture/costs.svg?interval=7m&range=ever&theme=pink&width=10');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 400, type: 'text/plain; charset=utf-8' });
    expect(body.split('\n')).toEqual([
      'There is no dashboard "costs": there are tenant-overview, operations, security, slos, platform.',
      'The interval is one of 5m, 15m, 1h, 6h, 1d, not "7m".',
      'The time is a length such as 6h or 7d, at most 400d, not "ever".',
      'The theme is light or dark, not "pink".',
      'The width is a number of pixels from 640 to 3840, not "10".',
      '',
    ]);
  });

  it.each(['0h', '1.5h', '500d', '9999999d', '-1h', '6 h'])('is refused for a time of %s', async (range) => {
    expect((await get(`/picture/slos.svg?${new URLSearchParams({ range })}`)).status).toBe(400);
  });

  it('is refused for more clinics than an address should have', async () => {
    const search = Array.from({ length: 101 }, (_, i) => `tenant=c${i}`).join('&');
    expect(await get(`/picture/slos.svg?${search}`)).toMatchObject({
      status: 400,
      body: '101 clinics are too many: choose at most 100, or none for all.\n',
    });
    expect((await get(`/picture/slos.svg?tenant=${'x'.repeat(201)}`)).body).toBe("No clinic's id is longer than 200 characters.\n");
  });

  it('that cannot be drawn is a sentence, not a broken connection', async () => {
    const broken = {
      ...NOBODY,
      drawing: {
        ...drawing,
        svg: () => {
          throw new Error('no fonts.');
        },
      },
    };
    expect(await get('/picture/slos.svg', broken)).toMatchObject({
      status: 500,
      body: 'The picture could not be drawn: no fonts.\n',
    });
  });
});

describe('the page', () => {
  it('offers the dashboards, the clinics that there are, intervals, times and themes', async () => {
    const { body } = await get('/', contextOf(await knowing('clinica-norte', 'clinica-sur')));
    const options = [...body.matchAll(/<option value="([^"]*)"/g)].map(([, value]) => value);
    expect(options).toEqual([
      ...['tenant-overview', 'operations', 'security', 'slos', 'platform'],
      ...['', '1h', '6h', '1d', '7d', '30d'],
      ...['5m', '15m', '1h', '6h', '1d'],
      ...['', 'light', 'dark'],
    ]);
    const clinics = [...body.matchAll(/name="tenant" value="([^"]*)"/g)].map(([, value]) => value);
    expect(clinics).toEqual(['clinica-norte', 'clinica-sur']);
  });

  it('shows what its address says, also a clinic that had no requests and a time that is not offered', async () => {
    const context = contextOf(await knowing('a'));
    const { body } = await get('/?dashboard=slos&tenant=gone&interval=1h&range=2d&theme=dark', context);
    const selected = [...body.matchAll(/<option value="([^"]*)" selected/g)].map(([, value]) => value);
    expect(selected).toEqual(['slos', '2d', '1h', 'dark']);
    expect(body).toContain('value="gone" checked');
    expect(body).toContain('data="/picture/slos.svg?tenant=gone&#38;interval=1h&#38;range=2d&#38;theme=dark&#38;width=1440"');
  });

  it('shows what the command chose, until somebody chooses', async () => {
    const context = contextOf(await knowing('a', 'b'), 'tenant=b&interval=1d');
    expect((await get('/', context)).body).toContain('value="b" checked');
    expect((await get('/?dashboard=slos', context)).body).not.toContain('checked> b');
  });

  it('takes the name of a clinic for text', async () => {
    const { body } = await get('/', contextOf(await knowing(`"><script>alert('&')</script>`)));
    expect(body).toContain('&#34;&#62;&#60;script&#62;alert(&#39;&#38;&#39;)&#60;/script&#62;');
    expect(body).not.toContain('<script>');
  });

  it('can be used where Prometheus does not answer, and says so', async () => {
    const { status, body } = await get('/');
    expect(status).toBe(200);
    expect(body).toContain('<p id="status" role="status">Prometheus at http://127.0.0.1:1 cannot be reached.</p>');
  });

  it('loads nothing from anywhere else and runs nothing inline', async () => {
    const { headers, body } = await get('/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; object-src 'self'; frame-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    const loaded = [...body.matchAll(/ (?:src|href|data|action)="([^"?]*)/g)].map(([, address]) => address);
    expect(loaded).toEqual(['/page.css', '/page.js', '/', '/picture/tenant-overview.svg']);
    expect(body).not.toMatch(/<script>|<style|style=| on[a-z]+=/);
  });

  it('comes with its script and its looks', async () => {
    expect((await get('/page.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await get('/page.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  });
});

describe('the server', () => {
  it('answers to no other name than this machine has', async () => {
    const refused = await answer({ method: 'GET', host: 'evil.example:13001', url: '/' }, NOBODY);
    expect(refused).toMatchObject({
      status: 403,
      body: 'This server answers to 127.0.0.1 and localhost, not to "evil.example:13001".\n',
    });
    expect((await answer({ method: 'GET', host: 'localhost:13001', url: '/page.css' }, NOBODY)).status).toBe(200);
    expect((await answer({ method: 'GET', host: '127.0.0.1.evil.example', url: '/' }, NOBODY)).status).toBe(403);
  });

  it('reads, and does nothing else', async () => {
    const refused = await answer({ method: 'POST', host: HOST, url: '/' }, NOBODY);
    expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it.each(['/nothing', '/picture/../main.ts', '/page.ts', '/picture/SLOS.svg'])('has nothing at %s', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it('survives an address that is none', async () => {
    expect(await get('//')).toMatchObject({ status: 400, body: '"//" is no address.\n' });
  });

  it('says that its port is taken', async () => {
    const first = await listen(NOBODY, 0);
    const address = first.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    try {
      await expect(listen(NOBODY, port)).rejects.toThrow(`Port ${port} is taken: give another one with --port, or 0 for any.`);
      const answered = await fetch(`http://127.0.0.1:${port}/nothing`);
      expect([answered.status, (await answered.text()).startsWith('There is nothing at /nothing:')]).toEqual([404, true]);
    } finally {
      first.close();
    }
  });
});
