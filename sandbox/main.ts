import { audit, auditLine } from './audit.ts';
import { supervise } from './supervisor.ts';
import { workerOptions } from './worker-options.ts';

/*
 * npm run -s sandbox -- --port P --data DIR [--faults drop-reply=0.1,…] [--seed N] [--rate N]
 * npm run -s sandbox -- audit --data DIR
 */

function main(words: readonly string[]): void {
  try {
    if (words[0] === 'audit') runAudit(words.slice(1));
    else serve(words);
  } catch (error) {
    console.error(`sandbox: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function runAudit(words: readonly string[]): void {
  const found = audit(workerOptions(words).dataDir);
  process.stdout.write(`${auditLine(found)}\n`);
  process.exitCode = found.balanced ? 0 : 1;
}

function serve(words: readonly string[]): void {
  // Read here too, so that a mistyped option is said once and nothing is started.
  workerOptions(words);
  supervise(
    words,
    (address) => process.stdout.write(`${JSON.stringify(address)}\n`),
    (code) => {
      process.exitCode = code;
      process.disconnect?.();
      setTimeout(() => process.exit(), 200).unref();
    },
  );
}

main(process.argv.slice(2));
