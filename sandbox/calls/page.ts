import { pageLimit } from '../../shared/scheme-wire.ts';

/** What `?limit=&after=` ask for; null where one of them is no such thing. */
export function pageAsked(
  query: URLSearchParams,
  afterShape: RegExp,
): { readonly limit: number; readonly after: string | null } | null {
  const limit = query.get('limit') ?? String(pageLimit);
  const after = query.get('after');
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > pageLimit) return null;
  if (after !== null && !afterShape.test(after)) return null;
  return { limit: Number(limit), after };
}
