import { followEventStream } from '../../platform/event-stream.ts';
import { type EventName, eventData, eventNames } from '../../shared/scheme-wire.ts';
import type { Caller, SchemeClientParts } from './call.ts';

/** A hint: ask about `id`. Nothing is ever concluded from one, as the stream isn't signed. */
export type SchemeHint = {
  readonly name: EventName;
  readonly id: string | null;
  readonly eventId: string | null;
};

export type EventListener = {
  readonly onHint: (hint: SchemeHint) => void;
  /** True while hints come; without them the till polls, as it does anyway. */
  readonly onState?: (isOpen: boolean) => void;
};

/**
 * Follows `GET /events` by signed requests. `recognise` is what to do when a request isn't
 * recognised: any ordinary signed call, which puts a wrong clock right.
 */
export function followSchemeEvents(options: {
  readonly parts: SchemeClientParts;
  readonly origin: URL;
  readonly caller: Caller;
  readonly recognise: () => Promise<void>;
  readonly listener: EventListener;
  readonly lastEventId: string | undefined;
}): () => void {
  const { listener, caller, origin } = options;
  return followEventStream({
    url: new URL(`${origin.pathname.replace(/\/$/, '')}/events`, origin),
    clock: options.parts.clock,
    headers: () => {
      const request = caller.signed({ method: 'GET', path: '/events' });
      return Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
    },
    onEvent: (event) => {
      const name = eventNames.find((one) => one === event.name);
      if (name) listener.onHint({ name, id: idOf(event.data), eventId: event.id });
    },
    onState: (isOpen) => listener.onState?.(isOpen),
    onRefused: async (status) => {
      if (status === 401) await options.recognise();
    },
    lastEventId: options.lastEventId,
  });
}

function idOf(data: string): string | null {
  try {
    return eventData.parse(JSON.parse(data)).id ?? null;
  } catch {
    return null;
  }
}
