import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Port } from '../../main/shell/messages.ts';
import { answerDisplay, type ServedDisplay, serveDisplay } from '../../main/shell/serve-display.ts';
import { asks } from '../../shared/contract.ts';
import type { DisplayView } from '../../shared/display.ts';
import { done, refused } from '../../shared/result.ts';

const greeting: DisplayView = {
  language: 'en',
  textSize: 'normal',
  contrast: 'normal',
  shop: 'Corner shop',
  practice: true,
  scene: { show: 'greeting' },
};
const silent = () => undefined;

describe('the customer’s display', () => {
  it.each(Object.keys(asks))('is refused %s, a call of the counter', (name) => {
    expect(answerDisplay({ view: () => greeting }, name, {}, silent)).toEqual(refused('unknown-call'));
  });

  it.each(['', '__proto__', 'constructor', 'display', 'display.get ', 'Display.get'])(
    'is refused the name %j',
    (name) => {
      expect(answerDisplay({ view: () => greeting }, name, {}, silent)).toEqual(refused('unknown-call'));
    },
  );

  it('is answered its view, and only to an empty question', () => {
    const answer = (input: unknown) => answerDisplay({ view: () => greeting }, 'display.get', input, silent);
    expect(answer({})).toEqual(done(greeting));
    for (const input of [null, undefined, [], '', 1, { role: 'owner' }, JSON.parse('{"__proto__":1}')])
      expect(answer(input)).toMatchObject({ ok: false, problem: { code: 'field-invalid' } });
  });

  it('is told nothing that its contract does not name, and the slip is reported', () => {
    const reports: unknown[] = [];
    const spilling = { ...greeting, takings: '123456' };
    const answer = answerDisplay({ view: () => spilling }, 'display.get', {}, (problem) =>
      reports.push(problem),
    );
    expect(answer).toEqual(refused('internal'));
    expect(reports).toHaveLength(1);
  });

  it('is told each change, and nothing more once its document is gone', () => {
    const { port, sent } = fakePort();
    const listeners = new Set<(view: DisplayView) => void>();
    const display: ServedDisplay = {
      view: () => greeting,
      onTell: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    serveDisplay(port, display, silent);
    port.emit('message', { data: { id: 1, ask: 'display.get', input: {} } });
    port.emit('message', { data: { id: 2, ask: 'pay.cash', input: { tendered: '5' } } });
    for (const tell of listeners) tell(greeting);
    expect(sent).toEqual([
      { id: 1, answer: done(greeting) },
      { id: 2, answer: refused('unknown-call') },
      { tell: 'display', value: greeting },
    ]);
    port.emit('close');
    expect(listeners.size).toBe(0);
  });

  it('is not answered what is no call, and the port stays', () => {
    const { port, sent } = fakePort();
    const reports: unknown[] = [];
    serveDisplay(port, { view: () => greeting, onTell: () => silent }, (problem) => reports.push(problem));
    for (const data of [null, 'display.get', { id: 'x', ask: 'display.get' }, { ask: 'display.get' }])
      port.emit('message', { data });
    expect(reports).toHaveLength(4);
    port.emit('message', { data: { id: 9, ask: 'display.get', input: {} } });
    expect(sent).toEqual([{ id: 9, answer: done(greeting) }]);
  });
});

function fakePort(): { readonly port: Port & EventEmitter; readonly sent: unknown[] } {
  const sent: unknown[] = [];
  const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => sent.push(message) });
  return { port, sent };
}
