import { readFileSync } from 'node:fs';

export type Vector = {
  readonly id: string;
  readonly payload: string;
  readonly expect: {
    readonly kind: string;
    readonly valid: boolean;
    readonly fields?: Readonly<Record<string, unknown>>;
    readonly problem?: { readonly code: string; readonly at: number };
  };
  readonly source: string;
};

export const vectorFiles = ['codes', 'emv-cpm', 'emv-mpm'] as const;

export function vectorsOf(file: (typeof vectorFiles)[number]): readonly Vector[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), 'utf8'));
}
