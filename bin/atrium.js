#!/usr/bin/env node
// Plain JavaScript that also runs on older Node: finds a Node that is new enough, then runs the program in it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { supervise } from './supervise.js';

const needed = 24;
const self = fileURLToPath(import.meta.url);
const root = path.dirname(path.dirname(self));
const compiled = process.env.ATRIUM_COMPILED === '1' || process.execArgv.includes('--conditions=compiled');

/** @param {string} version */
const isNewEnough = (version) => Number(version.split('.')[0]) >= needed;

/** The Node that npm installed with the project, where there is one for this platform. */
function installedNode() {
  const candidates = [path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node')];
  try {
    const found = path.dirname(createRequire(self).resolve(`node-${process.platform}-${process.arch}/package.json`));
    candidates.push(path.join(found, 'bin', 'node'));
  } catch {
    // Not installed: optional, and only for some platforms.
  }
  return candidates.find((file) => existsSync(file) && isNewEnough(spawnSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout ?? ''));
}

/** What the serving process is called with: our own flags, and those that it needs. */
function argumentsAgain() {
  const flags = process.execArgv.filter((flag) => flag !== '--conditions=compiled');
  if (compiled) flags.push('--conditions=compiled');
  return [...flags, self, ...process.argv.slice(2)];
}

/** Serving is done under a supervisor, unless this is the process that it started, or somebody looks into it with a debugger. */
const supervised = process.env.ATRIUM_SUPERVISED === '1' && process.channel !== undefined;
const supervising =
  process.argv[2] === 'start' && !supervised && process.env.ATRIUM_SUPERVISOR !== 'off' && !process.execArgv.some((flag) => flag.startsWith('--inspect'));

/** Runs this file once more, with another Node or other flags. Signals are handed on, and neither outlives the other. */
function runAgain(/** @type {string} */ node) {
  if (supervising) return supervise(node, argumentsAgain());
  const child = spawn(node, argumentsAgain(), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ATRIUM_WRAPPED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Atrium could not be started by ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

async function run() {
  if ((process.env.ATRIUM_WRAPPED === '1' || supervised) && process.channel) {
    // Killed without a chance to hand the signal on: end the same way, at once.
    process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
    process.channel.unref();
  }
  delete process.env.ATRIUM_WRAPPED;
  // What V8 made of the code is kept: a start takes a quarter less. A folder of ours, since it is code that is run; where it cannot be written, it goes without.
  nodeModule.enableCompileCache?.(path.join(root, 'node_modules', '.cache', 'atrium-code'));
  if (!compiled) {
    const { register } = await import('tsx/esm/api');
    register({ tsconfig: path.join(root, 'tsconfig.json') });
  }
  const file = compiled ? path.join(root, 'dist', 'config', 'main.js') : path.join(root, 'config', 'main.ts');
  if (!existsSync(file)) {
    console.error('There is no compiled program in dist. Run "npm run build" first, or leave ATRIUM_COMPILED out.');
    process.exit(1);
  }
  const { main } = await import(pathToFileURL(file).href);
  await main();
}

if (isNewEnough(process.versions.node)) {
  if (supervising || (compiled && !process.execArgv.includes('--conditions=compiled'))) runAgain(process.execPath);
  else await run();
} else {
  const node = installedNode();
  if (node) runAgain(node);
  else {
    console.error(
      `Atrium needs Node ${needed} or newer, this is ${process.versions.node}. Install Node ${needed} (https://nodejs.org), or run "npm ci" with optional packages.`,
    );
    process.exitCode = 1;
  }
}
