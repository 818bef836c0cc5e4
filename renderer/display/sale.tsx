import { useLayoutEffect, useRef } from 'react';
import type { SaleScene } from '../../shared/display.ts';
import type { MoneyWire } from '../../shared/money.ts';
import { type Language, nameIn } from '../../shared/product.ts';
import { MoneyText, moneyWords } from '../parts/money-text.tsx';
import { useWords } from '../words.ts';
import { ShownCode } from './shown-code.tsx';

type SaleProps = { readonly sale: SaleScene; readonly language: Language };

/** The basket at the left, what it costs at the right; the newest line is always in view. */
export function Sale({ sale, language }: SaleProps) {
  const say = useWords();
  return (
    <div className="display-sale">
      <ul className="display-lines" aria-label={say('display.basket')}>
        {sale.lines.map((line) => (
          <Line key={line.id} line={line} isNewest={line.id === sale.newestLineId} language={language} />
        ))}
      </ul>
      <section className="display-sums" aria-label={say('display.total')}>
        {sale.code === null ? null : <ShownCode code={sale.code} />}
        <Sums sale={sale} />
      </section>
    </div>
  );
}

type LineProps = {
  readonly line: SaleScene['lines'][number];
  readonly isNewest: boolean;
  readonly language: Language;
};

function Line({ line, isNewest, language }: LineProps) {
  const say = useWords();
  const row = useRef<HTMLLIElement>(null);
  const cause = `${isNewest} ${line.quantity}`;
  useLayoutEffect(() => {
    if (cause.startsWith('true')) row.current?.scrollIntoView({ block: 'nearest' });
  }, [cause]);
  const price = moneyWords(line.unitPrice);
  return (
    <li ref={row} className="display-line" data-newest={isNewest}>
      <span className="display-line-name">
        <span>{nameIn(line.names, language)}</span>
        <span className="display-line-note">
          {say(line.unit === 'kg' ? 'display.weighed' : 'display.times', { quantity: line.quantity, price })}
          {isNothing(line.discount) ? null : (
            <span>{say('discount.given', { amount: moneyWords(line.discount) })}</span>
          )}
        </span>
      </span>
      <MoneyText amount={line.amount} />
    </li>
  );
}

/** The total is the largest until a part is paid; then what is still to be paid is. */
function Sums({ sale }: { readonly sale: SaleScene }) {
  const say = useWords();
  const isBegun = sale.taken.length > 0;
  const due = sale.now ?? (isBegun ? sale.rest : null);
  const amount = due ?? sale.total;
  // Beside the code there is room for one sum: the one that it is for.
  if (sale.code !== null) return <Due name={say('display.now')} amount={sale.code.amount} />;
  return (
    <>
      {isNothing(sale.discountTotal) ? null : (
        <Sum name={say('discount')} amount={sale.discountTotal} isOff />
      )}
      {due === null ? null : <Sum name={say('display.total')} amount={sale.total} />}
      {sale.taken.map(({ no, kind, amount }) => (
        <Sum key={no} name={say(`tender.${kind}`)} amount={amount} isOff />
      ))}
      {sale.now === null || !isBegun ? null : <Sum name={say('display.rest')} amount={sale.rest} />}
      <Due name={say(dueWords(sale, isBegun))} amount={amount} />
    </>
  );
}

function Due({ name, amount }: Omit<SumProps, 'isOff'>) {
  return (
    <p className="display-due" aria-live="polite">
      <span>{name}</span>
      <strong>
        <MoneyText amount={amount} isTotal />
      </strong>
    </p>
  );
}

function dueWords({ now }: SaleScene, isBegun: boolean) {
  if (now !== null) return 'display.now';
  return isBegun ? 'display.rest' : 'display.total';
}

type SumProps = { readonly name: string; readonly amount: MoneyWire; readonly isOff?: boolean };

function Sum({ name, amount, isOff = false }: SumProps) {
  return (
    <p className="display-sum">
      <span>{name}</span>
      <span className="money">{`${isOff ? '−' : ''}${moneyWords(amount)}`}</span>
    </p>
  );
}

function isNothing({ minor }: MoneyWire): boolean {
  return minor === '0';
}
