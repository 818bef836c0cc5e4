import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { verifyLine } from '../main/verify-line.ts';

it.each(['/tmp/shop', '/tmp/my shop', "/tmp/owner's; echo $HOME", '/tmp/小店', '/tmp/`id`'])(
  'the line that proves the books of %s reaches the shell with that folder as one word',
  (dataDir) => {
    const words = verifyLine(dataDir).replace('npm run -s till --', `printf '%s\\n'`);
    expect(execFileSync('sh', ['-c', words], { encoding: 'utf8' })).toBe(`verify\n--data\n${dataDir}\n`);
  },
);
