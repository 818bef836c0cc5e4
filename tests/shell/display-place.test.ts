import { describe, expect, it } from 'vitest';
import { displayPlace, type Screen } from '../../main/shell/display-place.ts';

const counter = screenAt(1, 0, 1280, 800);
const customers = screenAt(2, 1280, 800, 480);

describe('where the customer’s display is', () => {
  it('is on the whole of the second screen, wherever the shop wants it', () => {
    const whole = { isWholeScreen: true, bounds: customers.bounds };
    expect(displayPlace('second-screen', [counter, customers], counter)).toEqual(whole);
    expect(displayPlace('window', [customers, counter], counter)).toEqual(whole);
    expect(displayPlace('off', [counter, customers], counter)).toBeNull();
  });

  it('is nowhere with one screen, unless a window is wanted', () => {
    expect(displayPlace('second-screen', [counter], counter)).toBeNull();
    expect(displayPlace('window', [counter], counter)).toEqual({
      isWholeScreen: false,
      bounds: { x: 480, y: 0, width: 800, height: 480 },
    });
  });

  it('is never laid over the register by a screen that mirrors it', () => {
    const mirror = screenAt(3, 0, 1280, 800);
    expect(displayPlace('second-screen', [counter, mirror], counter)).toBeNull();
    expect(displayPlace('second-screen', [counter, mirror, customers], counter)?.bounds).toEqual(
      customers.bounds,
    );
  });

  it('fits a screen smaller than its window', () => {
    const small = screenAt(1, 0, 640, 400);
    expect(displayPlace('window', [small], small)?.bounds).toEqual({ x: 0, y: 0, width: 640, height: 400 });
  });
});

function screenAt(id: number, x: number, width: number, height: number): Screen {
  const bounds = { x, y: 0, width, height };
  return { id, bounds, workArea: bounds };
}
