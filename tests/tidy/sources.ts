import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const folders = ['shared', 'platform', 'main', 'renderer', 'sandbox', 'build', 'tests'];

export type Source = {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly tree: ts.SourceFile;
};

export type FunctionSpan = { readonly where: string; readonly lines: number };

/** Every TypeScript file of ours, parsed. */
export function readSources(): readonly Source[] {
  return folders
    .flatMap((folder) => filesBelow(folder, /\.tsx?$/))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return {
        path,
        text,
        lines: text.trimEnd().split('\n').length,
        tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true),
      };
    });
}

/** Files below a folder whose name matches; paths from the root, with `/`. */
export function filesBelow(folder: string, name: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** `path:line`, as editors open it. */
export function placeOf(source: Source, node: ts.Node): string {
  return `${source.path}:${source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line + 1}`;
}

/** Every node of a file that `wanted` says yes to. */
export function nodesIn<T extends ts.Node>(
  source: Source,
  wanted: (node: ts.Node) => node is T,
): readonly T[] {
  const found: T[] = [];
  const visit = (node: ts.Node) => {
    if (wanted(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return found;
}

/** Lines of every function with a body; a suite's own callback is a chapter, not a function. */
export function functionsIn(source: Source): readonly FunctionSpan[] {
  return nodesIn(source, isFunctionWithBody)
    .filter((node) => !isSuite(node))
    .map((node) => ({ where: placeOf(source, node), lines: lineSpan(source, node) }));
}

function isFunctionWithBody(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function isSuite(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

function lineSpan(source: Source, node: ts.Node): number {
  const first = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree)).line;
  return source.tree.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

/** The value below which the given share of all lies; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
