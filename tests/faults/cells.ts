import { afterAll, describe, expect, it } from 'vitest';
import { expectDayHolds, keptOf, wrongsAt } from './agree.ts';
import { type Fault, faultNames } from './mischief.ts';
import type { Scene } from './scenes.ts';
import { createStage, type Stage } from './stage.ts';
import { openStreet, type Street } from './street.ts';

/** Every scene × every fault, a test each: the message is struck once, and then everything works again. */
export function tellCells(scenes: readonly Scene[]): void {
  describe.each(scenes)('$message, $when', (scene) => {
    let street: Street | null = null;
    let stage: Stage | null = null;

    /** A cell that failed leaves its mess to nobody: the next one opens a shop of its own. */
    const cleanStage = async (): Promise<Stage> => {
      const clean = stage;
      stage = null;
      if (clean) return clean;
      await street?.stop();
      street = await openStreet(`${scene.message} ${scene.when}`, 1);
      const [counter] = street.counters;
      if (!counter) throw new Error('no till');
      return createStage(street, counter);
    };
    afterAll(() => street?.stop());

    it.each(faultNames)('%s', async (fault) => {
      const here = await cleanStage();
      here.calm();
      const act = await scene.set(here);
      const rule = here.steer(scene.message, fault, 1);
      await act();
      await here.settle();
      expect(rule.struck, 'the message was sent').toBe(1);
      await expectEnd(here, scene, fault);
      stage = here;
    });

    it('and at the end of all that the books of both agree, line by line', async () => {
      const here = await cleanStage();
      here.calm();
      await expectDayHolds(here.street);
    });
  });
}

async function expectEnd(stage: Stage, scene: Scene, fault: Fault): Promise<void> {
  const { street, counter } = stage;
  expect(keptOf(street, counter, stage.saleId())).toBe(scene.but?.[fault] ?? scene.keeps);
  stage.disarm();
  await closeSale(stage);
  // Whatever was held back somewhere arrives now, and nothing may come of it.
  await street.pass(130_000);
  await stage.settle();
  expect(wrongsAt(street, street.counters)).toEqual([]);
  expect(keptOf(street, counter, stage.saleId())).toBe(scene.but?.[fault] ?? scene.keeps);
}

/** What is still due is paid in cash, so that every sale is booked or gone. */
async function closeSale(stage: Stage): Promise<void> {
  const { counter, must } = stage;
  const saleId = stage.saleId();
  const { held, basket } = counter.look();
  if (held.some(({ basketId }) => basketId === saleId)) await must('basket.recall', { basketId: saleId });
  else if (basket.id !== saleId || basket.lines.length === 0) return void (await counter.ask('pay.next', {}));
  await stage.payRestInCash();
}
