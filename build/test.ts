import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, root } from './bundle.ts';
import { hasDisplay, startVirtualDisplay } from './display.ts';
import { findElectron } from './electron-runtime.ts';
import { prepareSystem } from './system.ts';

/**
 * `npm test`: every check there is. Types, lint, the rules of the rooms and dead code count one each,
 * tests one each; all run even when an early one fails. The last line is `N passed, N failed`.
 */
type Count = { readonly passed: number; readonly failed: number };

const houseChecks: readonly (readonly string[])[] = [
  ['tsc', '-b'],
  ['biome', 'check', '.'],
  [
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'shared',
    'platform',
    'main',
    'renderer',
    'sandbox',
    'build',
    'tests',
  ],
  ['knip'],
];

const counts = [...houseChecks.map(runHouseCheck), ...(await runTests())];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

function runHouseCheck([tool = '', ...words]: readonly string[]): Count {
  console.log(`\n> ${tool} ${words.join(' ')}`);
  const { status } = spawnSync(join(root, 'node_modules/.bin', tool), words, { cwd: root, stdio: 'inherit' });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Rooms first, then the journeys in a real window. What they all need is made ready once. */
async function runTests(): Promise<readonly Count[]> {
  try {
    prepareSystem(['window', 'virtual-display', 'tests'], console.log);
    await findElectron(console.log);
    await bundle(console.log);
    const display = hasDisplay() ? null : await startVirtualDisplay();
    const ran = ['rooms', 'journeys'].map((project) => runProject(project, display?.name));
    display?.stop();
    return ran;
  } catch (problem) {
    console.error(problem);
    return [{ passed: 0, failed: 1 }];
  }
}

function runProject(project: string, display: string | undefined): Count {
  const folder = mkdtempSync(join(tmpdir(), 'till-tests-'));
  const report = join(folder, 'report.json');
  console.log(`\n> vitest ${project}`);
  const { status } = spawnSync(
    join(root, 'node_modules/.bin/vitest'),
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...(display ? { DISPLAY: display } : {}) } },
  );
  const count = existsSync(report) ? countsIn(report) : { passed: 0, failed: 0 };
  rmSync(folder, { recursive: true, force: true });
  // A runner that fails without a failed test has lost some: that is a failure of its own.
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

type Report = {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
};

/** A test that did not pass is a failure, whatever else it is called; so is a file that could not be loaded. */
function countsIn(path: string): Count {
  const report: Report = JSON.parse(readFileSync(path, 'utf8'));
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numTotalTests - report.numPassedTests + unloaded.length,
  };
}
