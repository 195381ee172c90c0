import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { chromium } from 'playwright-core';
import { Parallel } from '../src/index.ts';
import { outputOf, python, ROOT, startSandbox, withoutSandbox, type Sandbox } from './support.ts';

const PORT = new URL('ports/typescript/', ROOT).pathname;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

async function onSandbox(use: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  try {
    await use(sandbox);
  } finally {
    sandbox.process.kill();
  }
}

it("prints the same tour as Python's", { skip: withoutSandbox }, async () => {
  const printed: string[] = [];
  await onSandbox(async ({ environment }) => {
    printed.push(await outputOf(python, ['examples/plain_tour.py'], environment));
  });
  await onSandbox(async ({ environment }) => {
    printed.push(await outputOf('node', [join(PORT, 'build/tour.js')], environment));
  });
  assert.equal(printed[1], printed[0]);
  assert.match(printed[0]!, /deploy: live[^]*group: 3 of 3 completed/);
});

// What happens to the second request of a call with 1,100 runs, and how many POSTs there are then.
const groupFaults: [string, object, number][] = [
  ['the connection breaks after it was accepted', { accepted: true, lost: 'reset' }, 2],
  ['the connection breaks before it was accepted', { lost: 'reset' }, 3],
  ['a 500 hides that it was accepted', { accepted: true, status: 500 }, 2],
  ['a 503 asks to send it again', { status: 503, retry_after: 0 }, 3],
  ['its response is cut', { accepted: true, after_bytes: 40, lost: 'close' }, 2],
];
it('adds every run of a group once, whatever happens to a request', { skip: withoutSandbox }, async () => {
  await onSandbox(async ({ url }) => {
    for (const [name, fault, requests] of groupFaults) {
      const rule = JSON.stringify({ operation: 'addTaskGroupRuns', after: 1, ...fault });
      const headers = { 'content-type': 'application/json' };
      const set = await fetch(`${url}/_sandbox/faults`, { method: 'POST', headers, body: rule });
      assert.ok(set.ok, await set.text());
      let sent = 0;
      const spied: typeof fetch = (at, init) => {
        if (init?.method === 'POST' && (at as string).endsWith('/runs')) sent++;
        return fetch(at, init);
      };
      const client = new Parallel({ apiKey: 'tour', baseUrl: url, fetch: spied });
      const { taskgroup_id: id } = await client.taskGroup.create();
      const inputs = Array.from({ length: 1100 }, (_, at) => ({ input: `row ${String(at % 700)}`, processor: 'lite' }));
      const { run_ids } = await client.taskGroup.addRuns(id, { inputs });
      const { status } = await client.taskGroup.retrieve(id);
      assert.deepEqual([status.num_task_runs, new Set(run_ids).size, sent], [1100, 1100, requests], name);
      const asked = new Map<string, unknown>();
      for await (const event of await client.taskGroup.getRuns(id, { include_input: true })) {
        if (event.type === 'task_run.state') asked.set(event.run.run_id, event.input?.input);
      }
      const found = run_ids.map((run) => asked.get(run));
      assert.deepEqual(
        found,
        inputs.map(({ input }) => input),
        `${name}: each id is that of its row`,
      );
    }
  });
});

it('is a package that an ESM program imports with its types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pareta-pack-'));
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        cwd: PORT,
        encoding: 'utf8',
      }),
    ) as [{ filename: string; files: { path: string }[] }];
    assert.ok(packed.files.every(({ path }) => /^(dist\/|package\.json$|README\.md$|LICENSE$)/.test(path)));
    const options = { strict: true, exactOptionalPropertyTypes: true, module: 'nodenext', target: 'es2022', types: [] };
    writeFileSync(join(folder, 'package.json'), '{"type": "module", "private": true}');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, lib: ['es2022', 'dom'] } }),
    );
    const program = `import { Pareta, type Endpoint } from 'pareta-sdk';
import { verify } from 'pareta-sdk/webhooks';
const pareta = new Pareta({ apiKey: 'k' });
export const list: () => Promise<Endpoint[]> = () => pareta.endpoints.list();
console.log(typeof list, typeof verify);
`;
    writeFileSync(join(folder, 'main.ts'), program);
    run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`);
    run(join(PORT, 'node_modules/.bin/tsc'));
    assert.equal(run('node', 'main.js'), 'function function\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const PAGE = `<!doctype html><script type="module">
import { Pareta, Parallel } from '/dist/index.js';
const at = { baseUrl: location.origin };
const out = [];
try {
  const pareta = new Pareta({ apiKey: 'pareta_sk_tour', ...at });
  for await (const event of await pareta.endpoints.deploy({ task: 'contract-key-fields', name: 'page' })) out.push(event.event);
  const messages = [{ role: 'user', content: 'Say hello.' }];
  let text = '';
  for await (const chunk of await pareta.chat.completions.create({ model: 'page', messages, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? '';
  }
  out.push(text);
  const client = new Parallel({ apiKey: 'tour', ...at });
  out.push((await client.taskRun.execute({ input: 'UN', processor: 'base', output: 'The year' })).run.status);
  out.push(await pareta.endpoints.retrieve('none').catch((error) => error.kind));
  out.push(await pareta.wire.send('listModels', {}, { query: { redirect: 1 } }).catch((error) => error.kind));
} catch (error) { out.push(String(error)); }
document.title = JSON.stringify(out);
</script>`;

/** Serve the page and the package, and pass everything else on to the sandbox. */
function serve(sandbox: string): ReturnType<typeof createServer> {
  return createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else if (path.startsWith('/dist/'))
      response.setHeader('content-type', 'text/javascript').end(readFileSync(join(PORT, path)));
    else if (path.includes('redirect=')) response.writeHead(307, { location: '/elsewhere' }).end();
    else {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
        const body = chunks.length ? Buffer.concat(chunks) : null;
        void fetch(sandbox + path, { method: request.method ?? 'GET', headers, body }).then(async (found) => {
          response.writeHead(found.status, { 'content-type': found.headers.get('content-type') ?? 'text/plain' });
          for await (const chunk of found.body ?? []) response.write(chunk);
          response.end();
        });
      });
    }
  });
}

// (No file of this project can install a browser, so that its absence is no error even in CI.)
const withoutBrowser =
  withoutSandbox ||
  (existsSync(CHROMIUM) ? false : `LEFT OUT: there is no Chromium at ${CHROMIUM}; CHROMIUM= names one`);

it('works in a browser', { skip: withoutBrowser }, async () => {
  await onSandbox(async ({ url }) => {
    const server = serve(url).listen(0, '127.0.0.1');
    const quiet = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
    ];
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: quiet });
    try {
      const page = await browser.newPage();
      const address = server.address() as { port: number };
      await page.goto(`http://127.0.0.1:${String(address.port)}/`);
      await page.waitForFunction('document.title !== ""');
      const out = JSON.parse(await page.title()) as string[];
      assert.deepEqual(new Set(out.slice(0, -4)), new Set(['progress', 'complete']));
      assert.match(out.at(-4)!, /^Hello!/);
      assert.deepEqual(out.slice(-3), ['completed', 'not-found', 'redirect']);
    } finally {
      await browser.close();
      server.close();
      server.closeAllConnections();
    }
  });
});
