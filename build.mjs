// Bundles what ships: the client (in the extension host), the server and the shell check (on Node), the workers they start,
// and the pages of webviews (in the browser).
// Usage: node build.mjs [--watch] [--production] [--library]
// With --library it builds what the workspace `server` packs, and nothing else.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, posix, relative } from 'node:path';
import esbuild from 'esbuild';
import { thirdPartyNotices } from './notices.mjs';

const require = createRequire(import.meta.url);
const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const library = process.argv.includes('--library');

// Compared as paths: on Windows, the two may name their drive in different cases.
const isOfServer = (file) => {
  const way = relative(join(import.meta.dirname, 'server'), file);
  return !way.startsWith('..') && !isAbsolute(way);
};

// The formatter of yaml-language-server comes with a printer of JavaScript that formatting YAML never calls. The package
// debug takes colors for a terminal from whatever is installed.
const leaveOut = {
  name: 'leave-out',
  setup(build) {
    build.onResolve({ filter: /^(prettier\/plugins\/estree|supports-color)$/ }, (args) => ({
      path: args.path,
      namespace: 'left-out',
    }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

// Most definitions are JSON: our own code evaluates the YAML parser with the first call of one of its functions.
const lateYaml = {
  name: 'late-yaml',
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, async (args) => {
      if (args.namespace !== 'file' || !isOfServer(args.importer)) return undefined;
      const { path } = await build.resolve('yaml', {
        kind: 'require-call',
        resolveDir: args.resolveDir,
        namespace: 'late',
      });
      return { path, namespace: 'late-yaml', sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: 'late-yaml' }, (args) => {
      const names = [
        'isAlias',
        'isMap',
        'isNode',
        'isPair',
        'isScalar',
        'isSeq',
        'parseDocument',
        'stringify',
        'visit',
      ];
      const late = names.map((name) => `export const ${name} = (...args) => yaml().${name}(...args);`);
      const load = `let loaded; const yaml = () => (loaded ??= require(${JSON.stringify(args.path)}));`;
      return { contents: [load, ...late].join('\n'), resolveDir: import.meta.dirname };
    });
  },
};

// A module that imports a CommonJS one gets a copy of it, with a getter for each of its names: of the protocol's libraries,
// these are hundreds in some twenty modules. Our own modules share one.
const sharedProtocol = {
  name: 'shared-protocol',
  setup(build) {
    build.onResolve(
      { filter: /^vscode-languageserver(-protocol)?(\/node)?$/ },
      ({ path, kind, namespace, importer }) =>
        kind === 'import-statement' && namespace === 'file' && isOfServer(importer)
          ? { path, namespace: 'shared-protocol', sideEffects: false }
          : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'shared-protocol' }, ({ path }) => ({
      contents: `export const { ${Object.keys(require(path)).join(', ')} } = require(${JSON.stringify(path)});`,
      resolveDir: import.meta.dirname,
    }));
  },
};

// Parts of Node that these libraries load for what the server never does: to name a pipe, and to start programs.
const lateParts = { crypto: ['randomBytes'], child_process: ['fork', 'spawnSync'] };
const lateNode = {
  name: 'late-node',
  setup(build) {
    build.onResolve({ filter: /^(crypto|child_process)$/ }, ({ path, importer }) =>
      /[\\/]vscode-(jsonrpc|languageserver)[\\/]/.test(importer) ? { path, namespace: 'late-node' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'late-node' }, ({ path }) => {
      const late = lateParts[path].map(
        (name) => `exports.${name} = (...args) => require('node:${path}').${name}(...args);`,
      );
      return { contents: late.join('\n'), resolveDir: import.meta.dirname };
    });
  },
};

// A module that imports the editor's API as a CommonJS one gets a copy of it, with a getter for each of its 170 names: in
// 60 modules that is 5 MB of the extension host. Our own modules share one, whose names are those that its types declare.
const editorApi = {
  name: 'editor-api',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ kind, namespace }) =>
      kind === 'import-statement' && namespace === 'file'
        ? { path: 'vscode', namespace: 'editor-api', sideEffects: false }
        : { path: 'vscode', external: true },
    );
    build.onLoad({ filter: /.*/, namespace: 'editor-api' }, () => {
      const types = readFileSync(join(import.meta.dirname, 'node_modules/@types/vscode/index.d.ts'), 'utf8');
      const declared = types.matchAll(
        /^\texport (?:abstract )?(?:class|const|enum|function|let|namespace|var) (\w+)/gm,
      );
      const names = [...new Set(Array.from(declared, ([, name]) => name))];
      return { contents: `export const { ${names.join(', ')} } = require('vscode');` };
    });
  },
};

// The entry, which every window loads, loads the rest when something needs it.
const lateExtension = {
  name: 'late-extension',
  setup(build) {
    build.onResolve({ filter: /^\.\/extension$/ }, () => ({ path: './client.js', external: true }));
  },
};

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  minify: production,
  legalComments: 'none',
  // ES modules among the dependencies ask where they are; a CommonJS bundle has no answer of its own.
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  // yaml-language-server's UMD builds require files that a bundle does not have; its ES modules do not.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

/** What runs in a web worker or in a host that is not known: no polyfills, so an import of Node's would fail the build. */
const browser = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  sourcemap: true,
  minify: production,
  legalComments: 'none',
  mainFields: ['browser', 'module', 'main'],
  logLevel: 'warning',
};

const builds = [
  {
    ...shared,
    entryPoints: { entry: 'client/entry.ts' },
    outdir: 'dist',
    banner: {},
    plugins: [lateExtension, editorApi],
    supported: { 'dynamic-import': false },
  },
  {
    ...shared,
    entryPoints: { client: 'client/extension.ts', bodyWorker: 'client/views/body/bodyWorker.ts' },
    outdir: 'dist',
    plugins: [editorApi, leaveOut],
  },
  {
    ...shared,
    entryPoints: {
      server: 'server/start.node.ts',
      serverMain: 'server/main.node.ts',
      check: 'server/check.ts',
      payloadWorker: 'server/engine/payloadWorker.ts',
      // Loaded by the server only when a YAML document needs it.
      yaml: 'server/engine/yamlService.ts',
      // Loaded by the server only for people who read Dutch.
      'texts.nl': 'server/texts/dutch.ts',
      // Loaded by `check --list-rules` only.
      listRules: 'server/listRules.ts',
    },
    outdir: 'dist',
    external: ['./yaml.js', './listRules.js', './texts.nl.js'],
    plugins: [leaveOut, lateYaml, sharedProtocol, lateNode],
  },
  { ...browser, entryPoints: { 'server.browser': 'server/main.browser.ts' }, format: 'iife', outdir: 'dist' },
  {
    bundle: true,
    platform: 'browser',
    // The Electron of VS Code 1.96.
    target: 'chrome128',
    format: 'esm',
    sourcemap: !production,
    minify: production,
    legalComments: 'none',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    logLevel: 'warning',
    // A page's styles are imported by its script and come out beside it, as <page>.css.
    entryPoints: {
      codicons: 'client/views/webview/codicons.css',
      delivery: 'client/views/webview/delivery.ts',
      preview: 'client/views/webview/preview.ts',
    },
    outdir: 'dist/webview',
  },
];

/** Builds the package of the language service: bundles for both kinds of modules, the server for a web worker, and the types. */
async function buildLibrary() {
  const outdir = 'server/dist';
  rmSync(outdir, { recursive: true, force: true });
  const common = { ...browser, sourcemap: false, legalComments: 'eof', outdir };
  const entryPoints = { languageService: 'server/languageService.ts' };
  const worker = { 'server.browser': 'server/main.browser.ts' };
  await Promise.all([
    esbuild.build({ ...common, entryPoints, format: 'esm', outExtension: { '.js': '.mjs' } }),
    esbuild.build({ ...common, entryPoints, format: 'cjs', outExtension: { '.js': '.cjs' } }),
    esbuild.build({ ...common, entryPoints: worker, format: 'iife', minify: true }),
  ]);
  const all = join(outdir, 'all');
  const compiler = join(import.meta.dirname, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', '.', '--outDir', all];
  execFileSync(process.execPath, [compiler, '-p', 'server', ...options], { stdio: 'inherit' });
  keepTypes(join(all, 'server'), join(outdir, 'types'), 'languageService.d.ts');
  rmSync(all, { recursive: true });
}

/**
 * Copies the declarations that a file reaches. Their imports get the ending of the module, which Node's way of finding them
 * requires.
 */
function keepTypes(from, to, first) {
  const waiting = [first];
  for (const file of waiting) {
    const text = readFileSync(join(from, file), 'utf8').replace(
      /((?:from|import) ?\(?)'(\.[^']*)'/g,
      (_, before, path) => {
        const name = `${posix.join(posix.dirname(file), path)}.d.ts`;
        if (!waiting.includes(name)) waiting.push(name);
        return `${before}'${path}.js'`;
      },
    );
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), text);
  }
}

if (library) {
  await buildLibrary();
} else if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  rmSync('dist', { recursive: true, force: true });
  const built = await Promise.all(builds.map((options) => esbuild.build({ ...options, metafile: production })));
  if (production) {
    const metafiles = built.map(({ metafile }) => metafile);
    writeFileSync('dist/meta.json', JSON.stringify(metafiles));
    writeFileSync('dist/THIRD-PARTY-NOTICES.txt', await thirdPartyNotices(metafiles));
  }
}
