import { expect, it } from 'vitest';
import { z } from 'zod';
import { receivedRoutes } from '../../shared/received-wire.ts';
import { requestRoutes } from '../../shared/request-wire.ts';
import { type Route, routes } from '../../shared/scheme-wire.ts';
import { voucherRoutes } from '../../shared/voucher-wire.ts';
import { openPlace } from './counter.ts';

const wire = { ...routes, ...requestRoutes, ...receivedRoutes, ...voucherRoutes };
const parameter = z.strictObject({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean(),
  schema: z.looseObject({ type: z.string() }),
});
const content = z.record(z.string(), z.strictObject({ schema: z.looseObject({}) }));
const operation = z.strictObject({
  operationId: z.string(),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.looseObject({ description: z.string().min(1) })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
});
/** The parts of OpenAPI 3.1 that this page uses; a word outside of them fails. */
const document = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.record(z.enum(['get', 'put', 'post']).or(z.string()), operation),
  ),
  components: z.strictObject({
    schemas: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.literal('apiKey') })),
  }),
});

async function served() {
  const place = await openPlace();
  const value: unknown = await (await fetch(`${place.url}/openapi.json`)).json();
  return { value, parsed: document.parse(value) };
}

it('the description is OpenAPI 3.1 and names every call of the wire, and no other', async () => {
  const { parsed } = await served();
  const described = Object.entries(parsed.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const wired = Object.values<Route>(wire).map(({ method, path }) => `${method} ${path}`);
  expect(described.sort()).toEqual(wired.sort());
});

it('every name in braces is a parameter, every name is given once', async () => {
  const { parsed } = await served();
  const names = new Set<string>();
  for (const [path, item] of Object.entries(parsed.paths)) {
    for (const one of Object.values(item)) {
      const inPath = (one.parameters ?? [])
        .filter((each) => each.in === 'path')
        .map(({ name }) => `{${name}}`);
      expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(names.has(one.operationId)).toBe(false);
      names.add(one.operationId);
    }
  }
});

it('every reference leads somewhere', async () => {
  const { value, parsed } = await served();
  const references = [...JSON.stringify(value).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(references.length).toBeGreaterThan(0);
  const known = Object.keys(parsed.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect([...new Set(references)].filter((reference) => !known.includes(reference))).toEqual([]);
});

it('signed calls say so, practice calls don’t', async () => {
  const { parsed } = await served();
  for (const route of Object.values<Route>(wire)) {
    const found = parsed.paths[route.path]?.[route.method.toLowerCase()];
    expect(found?.security.length).toBe(route.signed ? 1 : 0);
    expect(found?.requestBody === undefined).toBe(route.ask === null);
  }
});
