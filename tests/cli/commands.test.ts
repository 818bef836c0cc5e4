import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { till } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'till-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('inspect-qr', () => {
  it('answers one JSON line a line of input, blank ones too, and ends well', async () => {
    const { code, out, complaint } = await till(
      ['inspect-qr', '-'],
      '6928804011142\n\nnot a code\r\n012345678905',
    );
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind, valid }) => [kind, valid])).toEqual([
      ['product', true],
      ['unknown', false],
      ['unknown', false],
      ['product', true],
    ]);
    expect(lines[1].problem).toEqual({ code: 'empty', at: 0 });
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  });

  it('reads JSON strings where a payload holds line ends', async () => {
    const { out } = await till(['inspect-qr', '--json', '-'], '"\\r\\n6928804011142\\n"\nno json\n');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).kind),
    ).toEqual(['product', 'unknown']);
  });

  it('answers a blank line of JSON strings as an empty code, and a last line without its end', async () => {
    const { out } = await till(['inspect-qr', '--json', '-'], '\n""\n"\ud83c\udf4e0"');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).problem),
    ).toEqual([
      { code: 'empty', at: 0 },
      { code: 'empty', at: 0 },
      { code: 'unknown-kind', at: 0 },
    ]);
  });

  it('keeps nothing of a line that no code can be, and reads on behind it', async () => {
    const spaces = ' '.repeat(990_000);
    const input = `${'x'.repeat(40_000_000)}\n${spaces}6928804011142\n${'y'.repeat(3_000_000)}`;
    const { code, out } = await till(['inspect-qr', '-'], input);
    const tooLong = { kind: 'unknown', valid: false, problem: { code: 'too-long', at: 4096 } };
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers).toEqual([tooLong, expect.objectContaining({ kind: 'product', valid: true }), tooLong]);
    expect(code).toBe(0);
  });

  it('takes one payload as a word', async () => {
    const { code, out } = await till(['inspect-qr', '6928804011143']);
    expect({ code, answer: JSON.parse(out) }).toEqual({
      code: 0,
      answer: { kind: 'product', valid: false, problem: { code: 'bad-check-digit', at: 12 } },
    });
  });
});

describe('a command that can not do its work', () => {
  const missing = join(folder, 'missing');
  it.each([
    [[], 'a command is missing'],
    [['sell'], 'no command sell'],
    [['verify'], '--data is missing'],
    [['verify', '--data', missing], `there is no folder ${missing}`],
    [['verify', '--data', folder], 'there are no books'],
    [['verify', '--dat', folder], "Unknown option '--dat'"],
    [
      ['export', '--data', folder, '--format', 'pdf', '--out', join(folder, 'x')],
      '--format takes hledger, csv, json',
    ],
    [
      ['export', '--data', folder, '--format', 'csv', '--out', join(folder, 'till.db')],
      'belongs to the books',
    ],
    [
      ['export', '--data', folder, '--format', 'csv', '--out', join(folder, 'keys-of-others', 'x')],
      'there is no folder',
    ],
    [
      ['replay', '--baskets', missing, '--data', folder, '--acks', join(folder, 'lock.db')],
      'belongs to the books',
    ],
    [['replay', '--baskets', missing, '--data', missing, '--currency', 'ZZZ'], '--currency takes a code'],
    [['report', '--data', folder, '--day', '2026-02-30'], '--day takes YYYY-MM-DD'],
    [['replay', '--baskets', missing, '--data', missing], 'there is no file'],
    [['replay', '--baskets', missing, '--data', missing, '--pay', 'gold'], '--pay takes'],
    [['reconcile', '--data', folder], 'there are no books'],
  ])('says so in one line: %j', async (words, why) => {
    const { code, out, complaint } = await till(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(complaint).toContain(why);
    expect(complaint.trimEnd()).not.toContain('\n');
    expect(existsSync(missing)).toBe(false);
  });
});
