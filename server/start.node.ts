/**
 * The entry point of the server process: `node dist/server.js --stdio`, or over IPC as vscode-languageclient starts it. Runs
 * the bundle of `main.node.ts` next to it.
 *
 * With `--compiled-code=FOLDER`, it keeps there what V8 has compiled of the bundle, so that the next process need not compile
 * it: that saves a fifth of the time to the first findings. Node's own cache (`module.enableCompileCache`) is missing in the
 * Node 20 of VS Code 1.96, and is only written by a process that ends by itself.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import zlib from 'node:zlib';

/** Milliseconds after which the code is kept: by then, what the first definitions need is compiled, and nobody waits. */
const keepAfter = 10_000;

/** Bytes before the compiled code: a checksum of the bundle, and one of the code. V8 verifies neither of them. */
const headerSize = 8;

const bundle = join(__dirname, 'serverMain.js');
const option = '--compiled-code=';

/**
 * By V8's major version, how often code runs before it is optimized: more often than by default. Most of what reads and checks
 * a first definition runs once, and the threads that optimize it take as much time as the work itself, from the same
 * processors. From 13 on, nothing is gained by it (measured with Node 24).
 */
const optimizeLater: Record<string, string> = {
  11: '--interrupt-budget=400000',
  12: '--invocation-count-for-turbofan=20000',
};
const flag = optimizeLater[process.versions.v8.split('.')[0]!];
if (flag) setFlagsFromString(flag);

const folder = process.argv.find((argument) => argument.startsWith(option))?.slice(option.length);
// Node 20 has these two since 20.12 and 20.15.
const isAble = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER !== undefined && zlib.crc32 !== undefined;
if (folder && isAble) runWithCompiledCode(join(folder, 'server.bin'));
else createRequire(bundle)(bundle);

function runWithCompiledCode(file: string): void {
  const source = readFileSync(bundle);
  const cachedData = keptIn(file, source);
  const script = new vm.Script(Module.wrap(source.toString()), {
    filename: bundle,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (!cachedData || script.cachedDataRejected) setTimeout(() => keepIn(file, source, script), keepAfter).unref();
  const main = new Module(bundle);
  main.filename = bundle;
  const run = script.runInThisContext() as (...names: unknown[]) => void;
  run.call(main.exports, main.exports, createRequire(bundle), main, bundle, __dirname);
}

/** The compiled code of this bundle; undefined where nothing, or that of another bundle, is kept. V8 rejects that of another V8. */
function keptIn(file: string, source: Buffer): Buffer | undefined {
  try {
    const all = readFileSync(file);
    const code = all.subarray(headerSize);
    const isOfBundle = all.readUInt32LE(0) === zlib.crc32(source) && all.readUInt32LE(4) === zlib.crc32(code);
    return isOfBundle ? code : undefined;
  } catch {
    return undefined;
  }
}

function keepIn(file: string, source: Buffer, script: vm.Script): void {
  // Another window may read the file at this moment.
  const unfinished = `${file}.${process.pid}`;
  try {
    const code = script.createCachedData();
    const header = Buffer.alloc(headerSize);
    header.writeUInt32LE(zlib.crc32(source), 0);
    header.writeUInt32LE(zlib.crc32(code), 4);
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, Buffer.concat([header, code]), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    // Without it, the next start is slower, which is no reason to disturb anyone.
    try {
      rmSync(unfinished, { force: true });
    } catch {}
  }
}
