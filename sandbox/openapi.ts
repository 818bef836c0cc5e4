import { z } from 'zod';
import { receivedRoutes } from '../shared/received-wire.ts';
import { requestRoutes } from '../shared/request-wire.ts';
import { problemStatus, type Route, routes, schemeProblem } from '../shared/scheme-wire.ts';
import { voucherRoutes } from '../shared/voucher-wire.ts';

/** Lower and upper version of this page in one: the tag in every signature names it. */
const version = '1';

type JsonObject = { readonly [name: string]: unknown };

/** The OpenAPI 3.1 description of every call, made from the same schemas that check the messages. */
export function openApi(url: string): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const [name, route] of Object.entries<Route>({
    ...routes,
    ...requestRoutes,
    ...receivedRoutes,
    ...voucherRoutes,
  })) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operation(name, route);
    paths[route.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countertop reference wallet scheme',
      version,
      description:
        'A practice scheme on loopback. Signed calls carry an RFC 9421 signature of the terminal key; every ' +
        'answer to them is signed by the scheme. A declined payment is a 200 with a reason, not an error.',
    },
    servers: [{ url }],
    paths,
    components: {
      schemas: { Problem: schemaOf(schemeProblem, 'output') },
      securitySchemes: {
        terminalSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'Signature',
          description: 'HTTP Message Signature (RFC 9421), label till, Ed25519, tag countertop-1.',
        },
      },
    },
  };
}

function operation(name: string, route: Route): JsonObject {
  const parameters = [...pathParameters(route.path), ...(route.query ?? []).map(queryParameter)];
  return {
    operationId: name,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.ask
      ? { requestBody: { required: true, content: jsonContent(schemaOf(route.ask, 'input')) } }
      : {}),
    responses: { '200': answerOf(route), ...problemAnswers() },
    security: route.signed ? [{ terminalSignature: [] }] : [],
  };
}

function answerOf(route: Route): JsonObject {
  if (route.streams) {
    const content = { 'text/event-stream': { schema: { type: 'string' } } };
    return { description: 'A stream of server-sent events: hints, never proof.', content };
  }
  const description = route.signed
    ? `Signed by a key of the role ${route.signedBy}.`
    : 'Not signed: practice.';
  return route.answer
    ? { description, content: jsonContent(schemaOf(route.answer, 'output')) }
    : { description };
}

/** One answer for each status that some problem stands under. */
function problemAnswers(): JsonObject {
  const answers: Record<string, JsonObject> = {};
  for (const status of new Set(Object.values(problemStatus))) {
    const codes = Object.entries(problemStatus).filter(([, its]) => its === status);
    answers[String(status)] = {
      description: codes.map(([code]) => code).join(', '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return answers;
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameter(name: string): JsonObject {
  const schema = name === 'limit' ? { type: 'integer', minimum: 1, maximum: 200 } : { type: 'string' };
  return { name, in: 'query', required: false, schema };
}

function jsonContent(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return rest;
}
