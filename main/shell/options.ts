import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export type StartOptions = {
  readonly dataDir: string;
  /** null: the practice shop with its own sandbox. */
  readonly scheme: string | null;
  readonly language: 'zh-CN' | 'en' | null;
};

/** Reads `--data DIR --scheme URL --lang zh-CN|en` among Chromium's own switches. Throws one line. */
export function readOptions(words: readonly string[], environment: NodeJS.ProcessEnv): StartOptions {
  const language = option(words, 'lang');
  if (language !== null && language !== 'zh-CN' && language !== 'en')
    throw new Error(`--lang is zh-CN or en, not ${language}`);
  const scheme = option(words, 'scheme');
  if (scheme !== null && !/^https?:\/\//.test(scheme))
    throw new Error(`--scheme is an address, not ${scheme}`);
  const dataDir = option(words, 'data');
  return { dataDir: dataDir === null ? defaultDataDir(environment) : resolve(dataDir), scheme, language };
}

function option(words: readonly string[], name: string): string | null {
  const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[at];
  if (word === undefined) return null;
  const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1];
  if (!value || value.startsWith('--')) throw new Error(`--${name} needs a value`);
  return value;
}

/** The user's data folder as each system has it (XDG base directories on Linux). */
function defaultDataDir(environment: NodeJS.ProcessEnv): string {
  const home = homedir();
  if (process.platform === 'win32')
    return join(environment.LOCALAPPDATA || join(home, 'AppData/Local'), 'countertop/practice');
  if (process.platform === 'darwin') return join(home, 'Library/Application Support/countertop/practice');
  return join(environment.XDG_DATA_HOME || join(home, '.local/share'), 'countertop/practice');
}
