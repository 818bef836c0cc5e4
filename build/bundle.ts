import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, type Plugin } from 'esbuild';
import { build as buildPage } from 'vite';

export const root = fileURLToPath(new URL('../', import.meta.url));
const output = join(root, 'dist/app');

/** What runs in Electron's own processes: source, bundle, and the folders that it is made from. */
const programs = [
  { source: 'main/main.ts', bundle: 'main.cjs', from: ['main', 'shared', 'platform'] },
  { source: 'main/shell/preload.ts', bundle: 'preload.cjs', from: ['main/shell', 'shared'] },
  { source: 'main/shell/display-preload.ts', bundle: 'display-preload.cjs', from: ['main/shell', 'shared'] },
  { source: 'main/core.ts', bundle: 'core.cjs', from: ['main', 'shared', 'platform'] },
  { source: 'sandbox/worker.ts', bundle: 'sandbox-worker.cjs', from: ['sandbox', 'shared', 'platform'] },
] as const;

/** Native packages keep their own files beside them and are loaded from node_modules. */
const leftOutside = ['electron', '@photostructure/sqlite', 'serialport'];

/** What windows load: the register, and the sheet that becomes a PDF. */
const pages = ['index.html', 'display.html', 'printed-code.html'] as const;

/** The mark that stands for a load's nonce until `till://` serves the page (main/shell/asset.ts). */
export const nonceMark = 'nonce-of-this-load';

/** Makes dist/app out of the sources; what is newer than all it is made from is left as it is. */
export async function bundle(say: (line: string) => void): Promise<void> {
  mkdirSync(output, { recursive: true });
  const stale = programs.filter((program) => isStale(program.bundle, program.from));
  const pageIsStale = isStale('renderer/index.html', ['renderer', 'shared']);
  if (stale.length === 0 && !pageIsStale) return;
  say(
    `bundling ${[...stale.map((program) => program.bundle), ...(pageIsStale ? ['the window'] : [])].join(', ')}`,
  );
  await Promise.all(stale.map((program) => bundleProgram(program.source, program.bundle)));
  if (pageIsStale) await bundleWindow();
}

async function bundleProgram(source: string, target: string): Promise<void> {
  const startedAt = new Date();
  await build({
    entryPoints: [join(root, source)],
    outfile: join(output, target),
    bundle: true,
    platform: 'node',
    // The oldest runtime that has to load it: Electron 25 carries Node 18.15.
    target: 'node18',
    format: 'cjs',
    // `import()` out of an archive fails in Electron 25.
    supported: { 'dynamic-import': false },
    external: leftOutside,
    plugins: [sourceAddresses],
    sourcemap: 'linked',
    // Half the bytes to read at each start, with every name kept for whoever reads a stack.
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'warning',
  });
  utimesSync(join(output, target), startedAt, startedAt);
}

/**
 * A bundle has no `import.meta.url`. Each source file keeps its own, reckoned from dist/app, so that
 * the data files beside it (migrations, goods, words) are found in the tree and in the package alike.
 */
const sourceAddresses: Plugin = {
  name: 'source-addresses',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(relative(output, path));
      const address = `require('node:url').pathToFileURL(require('node:path').join(__dirname, ${place})).href`;
      return {
        contents: text.replaceAll('import.meta.url', address),
        loader: 'ts',
        resolveDir: dirname(path),
      };
    });
  },
};

async function bundleWindow(): Promise<void> {
  const startedAt = new Date();
  await buildPage({
    configFile: false,
    root: join(root, 'renderer'),
    base: './',
    plugins: [react()],
    html: { cspNonce: nonceMark },
    logLevel: 'warn',
    build: {
      target: 'chrome114',
      outDir: join(output, 'renderer'),
      emptyOutDir: true,
      rollupOptions: { input: pages.map((page) => join(root, 'renderer', page)) },
      // Nothing inlined: the page's policy has no `data:` for scripts, styles and fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // The page is read from the disk beside it; its size is no wait for anyone.
      chunkSizeWarningLimit: 4_000,
    },
  });
  const page = join(output, 'renderer/index.html');
  utimesSync(page, startedAt, startedAt);
}

/** Also true when the build's own files or the installed packages changed. */
function isStale(target: string, folders: readonly string[]): boolean {
  const file = join(output, target);
  if (!existsSync(file)) return true;
  const madeAt = statSync(file).mtimeMs;
  const sources = [...folders, 'build/bundle.ts', 'package-lock.json'].map((name) => join(root, name));
  return sources.some((source) => newestChange(source) > madeAt);
}

/** A folder's own time counts too: it tells of files that are gone. */
function newestChange(path: string): number {
  const itself = statSync(path);
  if (!itself.isDirectory()) return itself.mtimeMs;
  const inside = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(itself.mtimeMs, ...inside);
}
