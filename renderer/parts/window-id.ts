import { type Id, newId } from '../../shared/ids.ts';

/** An id for what one press of a button starts: the core does it once, however often it is asked. */
export function windowId(): Id {
  return newId(Date.now(), (length) => crypto.getRandomValues(new Uint8Array(length)));
}
