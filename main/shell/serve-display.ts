import { z } from 'zod';
import { type DisplayView, displayView } from '../../shared/display.ts';
import { done, type Result, refused } from '../../shared/result.ts';
import { displayCalls, type Port, type PortReply, type PortTell } from './messages.ts';
import { portAsk } from './serve.ts';

/** What is served to the customer's display: one view, to be read. No handler of the counter is within reach. */
export type ServedDisplay = {
  readonly view: () => DisplayView;
  readonly onTell: (listener: (view: DisplayView) => void) => () => void;
};

const noInput = z.strictObject({});

/**
 * Serves the customer's display over its port until it closes. Whatever it asks but its one question is
 * refused as `unknown-call`, the counter's own calls too: they have no handler here.
 */
export function serveDisplay(port: Port, display: ServedDisplay, report: (problem: unknown) => void): void {
  port.on('message', ({ data }) => {
    const message = portAsk.safeParse(data);
    if (!message.success) return report(new Error('the display sent what is no call'));
    const { id, ask, input } = message.data;
    port.postMessage({ id, answer: answerDisplay(display, ask, input, report) } satisfies PortReply);
  });
  const stopTelling = display.onTell((value) =>
    port.postMessage({ tell: displayCalls.tell, value } satisfies PortTell),
  );
  port.on('close', stopTelling);
  port.start?.();
}

/** One call of the display by name: never throws, changes nothing. */
export function answerDisplay(
  display: Pick<ServedDisplay, 'view'>,
  name: string,
  input: unknown,
  report: (problem: unknown) => void,
): Result<unknown> {
  if (name !== displayCalls.ask) return refused('unknown-call');
  if (!noInput.safeParse(input).success) return refused('field-invalid', { field: '' });
  try {
    return done(displayView.parse(display.view()));
  } catch (problem) {
    report(problem);
    return refused('internal');
  }
}
