// What `npm publish` would send, and that programs compile with it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { ROOT } from './support.ts';

const PORT = new URL('ports/typescript/', ROOT).pathname;
const PROGRAM = `
import { Parallel, startedBy, type TaskRunInput } from 'pareta-sdk';
import { verify } from 'pareta-sdk/webhooks';
const input: TaskRunInput = { input: 'a', processor: 'base' };
export const id: Promise<string> = new Parallel({ apiKey: 'k' }).taskRun.create(input).then((run) => run.run_id);
void startedBy;
void verify;
`;

it('has the compiled modules, their types, the license and the README, and no test', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: PORT,
    encoding: 'utf8',
  });
  const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }];
  const odd = files.map(({ path }) => path).filter((path) => !/^dist\/[a-z/-]+(\.d)?\.[jt]s$/.test(path));
  assert.deepEqual(odd.sort(), ['LICENSE', 'README.md', 'package.json']);
  assert.ok(files.every(({ path }) => !/\/test\/|adapter|tour/.test(path)));
});

it('compiles in a program for Node.js without the DOM library', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pareta-sdk-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(PORT, join(folder, 'node_modules/pareta-sdk'));
    for (const name of ['@types', 'undici-types']) {
      symlinkSync(join(PORT, 'node_modules', name), join(folder, 'node_modules', name));
    }
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(join(folder, 'program.ts'), PROGRAM);
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022', '--module', 'nodenext'];
    const compiler = join(PORT, 'node_modules/typescript/bin/tsc');
    execFileSync('node', [compiler, ...options, '--types', 'node', 'program.ts'], { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
