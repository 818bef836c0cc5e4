import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Ran = { readonly code: number | null; readonly out: string; readonly complaint: string };

const program = fileURLToPath(new URL('../../main/cli.ts', import.meta.url));

/** `npm run -s till -- …` as a process of its own. */
export function till(words: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...words]);
    let out = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      out += piece;
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      complaint += piece;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, complaint }));
    child.stdin.end(input);
  });
}
