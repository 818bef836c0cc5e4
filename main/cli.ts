import { type Command, CommandError } from './cli/command.ts';

/*
 * `npm run -s till -- COMMAND …`, for support staff and auditors. Only the answer goes to stdout; what
 * can't be done is said in one line on stderr, with exit code 2, and nothing was changed.
 */

/** Each is read in only when it is wanted: a code is inspected without the whole till. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  'inspect-qr': () => import('./cli/inspect-qr.ts').then(({ inspectQr }) => inspectQr),
  replay: () => import('./cli/replay.ts').then(({ replay }) => replay),
  verify: () => import('./cli/verify.ts').then(({ verify }) => verify),
  export: () => import('./cli/export.ts').then(({ exportBooks }) => exportBooks),
  report: () => import('./cli/report.ts').then(({ report }) => report),
  reconcile: () => import('./cli/reconcile.ts').then(({ reconcile }) => reconcile),
  credit: () => import('./cli/credit.ts').then(({ credit }) => credit),
  judge: () => import('./cli/judge.ts').then(({ judgeCard }) => judgeCard),
  apr: () => import('./cli/apr.ts').then(({ apr }) => apr),
};

async function main([name = '', ...rest]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return (await command())(rest);
  const why = name === '' ? 'a command is missing' : `no command ${name}`;
  throw new CommandError(`${why}: ${Object.keys(commands).join(', ')}`);
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
