import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../main/shell/options.ts';

describe('starting the terminal', () => {
  it('opens the practice shop in the user’s own data folder when nothing is said', () => {
    expect(readOptions(['/app'], { XDG_DATA_HOME: '/data' })).toEqual({
      dataDir: '/data/countertop/practice',
      scheme: null,
      language: null,
    });
    expect(readOptions([], {}).dataDir).toBe(join(homedir(), '.local/share/countertop/practice'));
  });

  it('takes folder, scheme and language in either spelling, among Chromium’s own switches', () => {
    const wanted = { dataDir: resolve('shop'), scheme: 'http://127.0.0.1:9/', language: 'zh-CN' };
    expect(
      readOptions(
        ['--no-sandbox', '/app', '--data', 'shop', '--scheme=http://127.0.0.1:9/', '--lang', 'zh-CN'],
        {},
      ),
    ).toEqual(wanted);
  });

  it.each([
    [['--lang', 'fr'], '--lang is zh-CN or en, not fr'],
    [['--data'], '--data needs a value'],
    [['--data', '--lang', 'en'], '--data needs a value'],
    [['--scheme', 'wallet'], '--scheme is an address, not wallet'],
  ])('says in one line what is wrong with %j', (words, line) => {
    expect(() => readOptions(words, {})).toThrow(line);
  });
});
