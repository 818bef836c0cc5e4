import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import {
  filesBelow,
  functionsIn,
  nodesIn,
  placeOf,
  quantile,
  readSources,
  root,
  type Source,
} from './tidy/sources.ts';

/** The house rules. An offence is mended, never excused here. */
const sources = readSources();
const product = sources.filter((source) => !/^(tests|build)\//.test(source.path));

describe('files and functions stay small', () => {
  it('keeps every file within 500 lines, half within 80, nine in ten within 250', () => {
    const long = sources
      .filter((source) => source.lines > 500)
      .map((source) => `${source.path} ${source.lines}`);
    expect(long).toEqual([]);
    const lines = sources.map((source) => source.lines);
    expect(quantile(lines, 0.5)).toBeLessThanOrEqual(80);
    expect(quantile(lines, 0.9)).toBeLessThanOrEqual(250);
  });

  it('keeps every function within 70 lines, half within 10', () => {
    const functions = sources.flatMap(functionsIn);
    expect(functions.filter((each) => each.lines > 70).map((each) => `${each.where} ${each.lines}`)).toEqual(
      [],
    );
    expect(
      quantile(
        functions.map((each) => each.lines),
        0.5,
      ),
    ).toBeLessThanOrEqual(10);
  });
});

describe('files are named and joined in one way', () => {
  it('names files in kebab-case, by what they are and not as a drawer', () => {
    const drawers = /(^|-)(utils?|helpers?|managers?|misc|common)(-|\.)/;
    const ill = sources
      .map((source) => basename(source.path))
      .filter(
        (name) =>
          !/^[a-z0-9]+(-[a-z0-9]+)*(\.property)?(\.(test|config|d))?\.tsx?$/.test(name) || drawers.test(name),
      );
    expect(ill).toEqual([]);
  });

  it('imports its own files by their whole name', () => {
    const vague = sources.flatMap((source) =>
      nodesIn(source, ts.isImportDeclaration)
        .filter((node) => ts.isStringLiteral(node.moduleSpecifier) && isVague(node.moduleSpecifier.text))
        .map((node) => placeOf(source, node)),
    );
    expect(vague).toEqual([]);
  });

  it('has no barrels: a file makes something itself', () => {
    const barrels = sources
      .filter((source) => source.tree.statements.length > 0)
      .filter((source) =>
        source.tree.statements.every(
          (node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined,
        ),
      );
    expect(barrels.map((source) => source.path)).toEqual([]);
  });

  it('exports names only, no defaults', () => {
    const defaults = sources
      .filter((source) => !source.path.endsWith('.config.ts'))
      .flatMap((source) => nodesIn(source, ts.isExportAssignment).map((node) => placeOf(source, node)));
    expect(defaults).toEqual([]);
  });
});

describe('the compiler and the tests are believed', () => {
  it('never turns the type checker off', () => {
    const off = sources.flatMap((source) =>
      nodesIn(
        source,
        (node): node is ts.Node => node.kind === ts.SyntaxKind.AnyKeyword || ts.isNonNullExpression(node),
      ).map((node) => placeOf(source, node)),
    );
    expect(off).toEqual([]);
  });

  it('suppresses no finding of a tool', () => {
    const marks = [
      '@ts-' + 'ignore',
      '@ts-' + 'expect-error',
      '@ts-' + 'nocheck',
      'biome-' + 'ignore',
      'eslint-' + 'disable',
      'v8 ' + 'ignore',
    ];
    expect(
      sources.flatMap((source) =>
        marks.filter((mark) => source.text.includes(mark)).map((mark) => `${source.path} ${mark}`),
      ),
    ).toEqual([]);
  });

  it('skips, singles out and postpones no test', () => {
    const left = sources
      .filter((source) => source.path.endsWith('.test.ts'))
      .flatMap((source) =>
        nodesIn(source, ts.isPropertyAccessExpression)
          .filter(
            (node) =>
              /^(it|test|describe|suite)$/.test(node.expression.getText()) &&
              /^(skip|only|todo|fails|skipIf|runIf)$/.test(node.name.text),
          )
          .map((node) => placeOf(source, node)),
      );
    expect(left).toEqual([]);
  });

  it('leaves nothing for later in words', () => {
    const later = new RegExp(
      `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b|not ${'implemented'}|coming ${'soon'}`,
    );
    expect(sources.filter((source) => later.test(source.text)).map((source) => source.path)).toEqual([]);
  });
});

describe('time, chance and money come in by the door', () => {
  it('reads no clock and rolls no dice inside the core', () => {
    // They are the machine's where everything is put together, and handed on from there.
    const inside = /^(shared|main\/(?!shell\/|cli\/|main\.ts|core\.ts|cli\.ts|open-till\.ts))/;
    const peeks = sources
      .filter((source) => inside.test(source.path))
      .flatMap((source) => [
        ...nodesIn(source, ts.isPropertyAccessExpression)
          .filter((node) => /^(Date\.now|Math\.random|performance\.now|Temporal\.Now)$/.test(node.getText()))
          .map((node) => placeOf(source, node)),
        ...nodesIn(source, ts.isNewExpression)
          .filter((node) => node.expression.getText() === 'Date' && !node.arguments?.length)
          .map((node) => placeOf(source, node)),
      ]);
    expect(peeks).toEqual([]);
  });

  it('makes no float out of money', () => {
    const floats = product
      .filter((source) => source.path !== 'shared/money.ts')
      .flatMap((source) =>
        nodesIn(source, ts.isCallExpression)
          .filter((node) => /(^|\.)(parseFloat|toFixed)$/.test(node.expression.getText()))
          .map((node) => placeOf(source, node)),
      );
    expect(floats).toEqual([]);
  });
});

describe('every word a person reads is in both languages', () => {
  it('has the same keys in each pair of word lists, and no empty word', () => {
    const lists = ['renderer', 'sandbox'].flatMap((folder) => filesBelow(folder, /^zh-CN\.json$/));
    expect(lists.length).toBeGreaterThan(0);
    for (const chinese of lists) {
      const [zh, en] = [wordsIn(chinese), wordsIn(join(dirname(chinese), 'en.json'))];
      expect([...zh.keys()].sort(), chinese).toEqual([...en.keys()].sort());
      expect(
        [...zh, ...en].filter(([, word]) => word.trim() === ''),
        chinese,
      ).toEqual([]);
    }
  });

  it('writes no Chinese and no bare text into a screen', () => {
    const screens = sources.filter((source) => source.path.startsWith('renderer/'));
    const chinese = screens
      .filter((source) => /\p{Script=Han}/u.test(withoutComments(source)))
      .map((source) => source.path);
    expect(chinese).toEqual([]);
    expect(screens.flatMap(bareText)).toEqual([]);
  });
});

describe('what is written about the tree is true', () => {
  it.each(['README.md', 'ARCHITECTURE.md'])('%s names only files that are there', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`|\]\(((?!https?:)[^)#\s]+)\)/g)].map(
      ([, code, link]) => code ?? link ?? '',
    );
    const ours = named.filter(
      (path) => existsSync(join(root, path.split('/')[0] ?? '')) || extname(path) !== '',
    );
    // The rooms are named as the flow goes: from main/.
    const isThere = (path: string) => existsSync(join(root, path)) || existsSync(join(root, 'main', path));
    expect(ours.filter((path) => !isThere(path))).toEqual([]);
  });

  it('has a lock file that `npm ci` takes: every optional package of other systems stands in it', () => {
    const { packages }: LockFile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const missing = Object.entries(packages).flatMap(([from, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter(
        (name) => !(`${from}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('keeps addresses of registries out of the lock file', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "http/);
  });
});

type LockFile = {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
};

function isVague(name: string): boolean {
  return name.startsWith('.') && extname(name) === '';
}

/** Every word of a list by its dotted key. */
function wordsIn(path: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const gather = (value: unknown, key: string) => {
    if (typeof value === 'string') words.set(key, value);
    else
      for (const [name, inner] of Object.entries(value ?? {}))
        gather(inner, key === '' ? name : `${key}.${name}`);
  };
  gather(JSON.parse(readFileSync(join(root, path), 'utf8')), '');
  return words;
}

function withoutComments(source: Source): string {
  return source.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

const readAttributes = /^(aria-label|aria-description|title|placeholder|alt|label|description)$/;

/** Text between tags, and attributes that are read out, written in letters instead of by key. */
function bareText(source: Source): readonly string[] {
  const texts = nodesIn(source, ts.isJsxText).filter((node) => /\p{L}/u.test(node.text));
  const attributes = nodesIn(source, ts.isJsxAttribute).filter(
    (node) =>
      readAttributes.test(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      /\p{L}/u.test(node.initializer.text),
  );
  return [...texts, ...attributes].map((node) => placeOf(source, node));
}
