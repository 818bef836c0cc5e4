import { useCallback } from 'react';
import type { Problem } from '../../../shared/result.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MoneyText, moneyWords } from '../../parts/money-text.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { useRegister } from '../../register-store.ts';
import { useWords } from '../../words.ts';
import { LineRow } from './line-row.tsx';
import { RefusedRow } from './refused-row.tsx';
import type { SellSheet } from './sell-sheets.tsx';

export type BasketProps = {
  readonly lineInHand: string | null;
  readonly isBusy: boolean;
  readonly problem: Problem | null;
  readonly onSheet: (sheet: SellSheet) => void;
  readonly onHold: () => void;
  readonly onPay: () => void;
};

/** The sale as it grows. The list scrolls; total and pay key never do (look.md 12). */
export function Basket(props: BasketProps) {
  const say = useWords();
  return (
    <section className="basket" aria-label={say('basket.label')}>
      <BasketHead onSheet={props.onSheet} />
      <BasketLines lineInHand={props.lineInHand} onSheet={props.onSheet} />
      <BasketFoot {...props} />
    </section>
  );
}

function BasketHead({ onSheet }: Pick<BasketProps, 'onSheet'>) {
  const { nextReceiptNumber, basket, held } = useRegister();
  const say = useWords();
  return (
    <header className="basket-head">
      <h1>{say('sale.number', { number: String(nextReceiptNumber).padStart(4, '0') })}</h1>
      <span className="muted">{say('basket.pieces', { count: basket.pieces })}</span>
      <span className="basket-held">
        {held.length === 0 ? null : (
          <Button look="quiet" keyHint="F7" onPress={() => onSheet({ kind: 'held' })}>
            {say('recall.count', { count: held.length })}
          </Button>
        )}
      </span>
    </header>
  );
}

function BasketLines({ lineInHand, onSheet }: Pick<BasketProps, 'lineInHand' | 'onSheet'>) {
  const { basket } = useRegister();
  const say = useWords();
  const newestScan = basket.refusedScans.at(-1)?.id;
  const list = useNewestInView();
  if (basket.lines.length === 0 && basket.refusedScans.length === 0) {
    return (
      <div className="basket-lines">
        <EmptyState icon="cart" title={say('basket.empty')} hint={say('basket.empty.hint')} />
      </div>
    );
  }
  return (
    <ul className="basket-lines" ref={list}>
      {basket.lines.map((line) => (
        <LineRow
          key={line.id}
          line={line}
          isNewest={line.id === basket.newestLineId}
          isInHand={line.id === lineInHand}
          onSheet={onSheet}
        />
      ))}
      {basket.refusedScans.map((scan) => (
        <RefusedRow key={scan.id} scan={scan} isNewest={scan.id === newestScan} onSheet={onSheet} />
      ))}
    </ul>
  );
}

/** Also when the list itself changes size: large text, a smaller window. */
function useNewestInView() {
  return useCallback((list: HTMLUListElement | null) => {
    if (list === null) return;
    const observer = new ResizeObserver(() => {
      [...list.querySelectorAll('[data-newest="true"]')].at(-1)?.scrollIntoView({ block: 'nearest' });
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, []);
}

function BasketFoot({ isBusy, problem, onSheet, onHold, onPay }: BasketProps) {
  const { basket } = useRegister();
  const say = useWords();
  const isEmpty = basket.lines.length === 0;
  return (
    <footer className="basket-foot">
      {problem === null ? <BasketTax /> : <ProblemLine problem={problem} />}
      <p className="basket-total">
        <span>{say('total')}</span>
        <MoneyText amount={basket.total} isTotal size="total" />
      </p>
      <div className="basket-keys">
        <Button onPress={onHold} keyHint="F6" isDisabled={isEmpty}>
          {say('hold')}
        </Button>
        <Button onPress={() => onSheet({ kind: 'discount-all' })} isDisabled={isEmpty}>
          {say('discount')}
        </Button>
        <Button onPress={() => onSheet({ kind: 'other' })} keyHint="F10">
          {say('other')}
        </Button>
      </div>
      <Button
        look="go"
        size="pay"
        onPress={onPay}
        keyHint="F12"
        isDisabled={isEmpty}
        isBusy={isBusy}
        movesMoney
      >
        {say('pay')}
      </Button>
    </footer>
  );
}

/** One line, always there: the discount stands beside the tax, so nothing moves when one is given. */
function BasketTax() {
  const { basket } = useRegister();
  const say = useWords();
  const hasDiscount = basket.discountTotal.minor !== '0';
  return (
    <p className="basket-tax">
      <span>{say('tax.included')}</span>
      <MoneyText amount={basket.tax} />
      <span className="basket-discount">
        {hasDiscount ? (
          <>
            <Icon name="check" />
            {say('discount.given', { amount: moneyWords(basket.discountTotal) })}
          </>
        ) : null}
      </span>
    </p>
  );
}
