import type { z } from 'zod';
import type { SchemeProblemCode } from '../../shared/scheme-wire.ts';
import type { Parts } from '../parts.ts';
import type { Terminal } from '../records/terminal.ts';

/** A signed call whose signature, nonce, witness and schema have been checked. */
export type Call<Ask> = {
  readonly terminal: Terminal;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly ask: Ask;
  /** SHA-256 of the RFC 8785 body: what makes a repeated PUT the same one. */
  readonly askHash: string;
  readonly nowMs: number;
};

export type Refusal = {
  readonly ok: false;
  readonly code: SchemeProblemCode;
  readonly field?: string;
  readonly detail?: string;
};
export type Outcome<Answer> = { readonly ok: true; readonly value: Answer } | Refusal;

/** Runs inside the request's transaction: what it changes is durable before its answer leaves. */
export type Handler<Ask, Answer extends z.ZodType> = (
  parts: Parts,
  call: Call<Ask>,
) => Outcome<z.input<Answer>>;

export function answered<Answer>(value: Answer): { readonly ok: true; readonly value: Answer } {
  return { ok: true, value };
}

export function problem(code: SchemeProblemCode, more: { field?: string; detail?: string } = {}): Refusal {
  return { ok: false, code, ...more };
}
