import { type Command, CommandError } from './cli/command.ts';
import { exportBooks } from './cli/export.ts';
import { inspectQr } from './cli/inspect-qr.ts';
import { reconcile } from './cli/reconcile.ts';
import { replay } from './cli/replay.ts';
import { report } from './cli/report.ts';
import { verify } from './cli/verify.ts';

/*
 * `npm run -s till -- COMMAND …`, for support staff and auditors. Only the answer goes to stdout; what
 * can't be done is said in one line on stderr, with exit code 2, and nothing was changed.
 */

const commands: Readonly<Record<string, Command>> = {
  'inspect-qr': inspectQr,
  replay,
  verify,
  export: exportBooks,
  report,
  reconcile,
};

async function main(words: readonly string[]): Promise<number> {
  const [name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    throw new CommandError(
      `${name === '' ? 'a command is missing' : `no command ${name}`}: ${Object.keys(commands).join(', ')}`,
    );
  }
  return command(rest);
}

// Somebody who reads only the first lines (`| head`) has had enough: no error.
process.stdout.on('error', () => process.exit());

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const line = error instanceof Error ? error.message : String(error);
    process.stderr.write(`till: ${line.replaceAll(/\s+/g, ' ')}\n`);
    process.exitCode = 2;
  },
);
