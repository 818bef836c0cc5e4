import { answerCall } from '../../main/shell/serve.ts';
import { systemRandom } from '../../platform/random.ts';
import { asks } from '../../shared/contract.ts';
import { newId } from '../../shared/ids.ts';
import { goodInputs, spoiltInputs } from '../contract/inputs.ts';
import { type Figure, figure, percentile } from './figure.ts';
import { benchShop } from './shop.ts';

/** A fiftieth of what a person waits for, in milliseconds. */
const limitMs = 50;

/** What a broken or hostile window sends, ten million characters in one field too: refused in no time. */
export async function refusedInputFigures(): Promise<Figure[]> {
  const shop = await benchShop();
  const id = newId(Date.now(), systemRandom());
  const known = { productId: id, lineId: id, basketId: id, saleId: id, scanId: id, attemptId: id };
  const served = { handlers: shop.till.handlers, session: () => ({ role: 'owner' as const }) };
  const samples: number[] = [];
  try {
    for (const name of Object.keys(asks) as (keyof typeof asks)[]) {
      for (const { input } of spoiltInputs(name, goodInputs(known)[name])) {
        const start = performance.now();
        const answer = await answerCall(served, name, input, () => undefined);
        samples.push(performance.now() - start);
        if (answer.ok) throw new Error(`${name} took what is no input of it`);
      }
    }
  } finally {
    await shop.remove();
  }
  return [figure('a spoilt input refused, p99', percentile(samples, 0.99), limitMs, 1)];
}
