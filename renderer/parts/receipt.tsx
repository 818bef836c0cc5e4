import type { ReceiptView } from '../../shared/views.ts';
import { useWords } from '../words.ts';
import { Facts } from './facts.tsx';
import { MoneyText, moneyWords } from './money-text.tsx';
import { useNames } from './names.ts';
import { QrCode } from './qr-code.tsx';
import { useTaxClassWords } from './tax-class-words.ts';
import { useTenderWords } from './tender-name.ts';
import { useWhen } from './when.ts';

export type ReceiptProps = {
  readonly receipt: ReceiptView;
  /** False where the screen shows the code larger beside it. */
  readonly hasCode?: boolean;
};

/** The receipt as it is printed: from stored rows, so that it can be shown again any time. */
export function Receipt({ receipt, hasCode = true }: ReceiptProps) {
  const say = useWords();
  return (
    <article className="receipt" aria-label={say('receipt.label', { number: receipt.number })}>
      <ReceiptHead receipt={receipt} />
      <ReceiptLines receipt={receipt} />
      <ReceiptTotals receipt={receipt} />
      <ReceiptTaxes receipt={receipt} />
      <footer className="receipt-foot">
        {hasCode ? <QrCode text={receipt.qr} label={say('receipt.qr', { code: receipt.code })} /> : null}
        <p>{receipt.code}</p>
        <p className="muted">{say('receipt.link', { seq: receipt.link.seq, hash: receipt.link.hash16 })}</p>
      </footer>
    </article>
  );
}

type Part = { readonly receipt: ReceiptView };

function ReceiptHead({ receipt }: Part) {
  const say = useWords();
  const when = useWhen();
  return (
    <header className="receipt-head">
      <h2>{receipt.shop}</h2>
      {receipt.practice ? <p className="receipt-mark">{say('receipt.practice')}</p> : null}
      {receipt.copy > 0 ? (
        <p className="receipt-mark">{say('receipt.copy', { number: receipt.copy })}</p>
      ) : null}
      {receipt.refundOf === null ? null : (
        <p className="receipt-mark">{say('receipt.refund-of', { number: receipt.refundOf })}</p>
      )}
      <p>
        {say('sale.number', { number: String(receipt.number).padStart(4, '0') })}
        {' · '}
        {when.dayAndClock(receipt.occurredAt)}
      </p>
      <p className="muted">
        {say('receipt.who', { cashier: receipt.cashier, terminal: receipt.terminalId })}
      </p>
    </header>
  );
}

function ReceiptLines({ receipt }: Part) {
  const say = useWords();
  const nameOf = useNames();
  // Lines have no id of their own on a receipt: their order is their number.
  const lines = receipt.lines.map((line, index) => ({ ...line, no: index + 1 }));
  return (
    <ol className="receipt-lines">
      {lines.map((line) => (
        <li key={line.no}>
          <span className="receipt-name">{nameOf(line.names)}</span>
          <span className="muted">
            {line.quantity === '0'
              ? say('receipt.money-only')
              : `${line.quantity}${line.unit === 'kg' ? ' kg' : ''} × ${moneyWords(line.unitPrice)}`}
            {line.discount.minor === '0'
              ? ''
              : ` · ${say('discount.given', { amount: moneyWords(line.discount) })}`}
          </span>
          <MoneyText amount={line.amount} />
        </li>
      ))}
    </ol>
  );
}

function ReceiptTotals({ receipt }: Part) {
  const say = useWords();
  const tenderWords = useTenderWords();
  const nameOf = useNames();
  const discount =
    receipt.discountTotal.minor === '0'
      ? []
      : [{ name: say('discount'), value: `−${moneyWords(receipt.discountTotal)}` }];
  const tenders = receipt.tenders.flatMap((tender) => [
    {
      name: tenderWords({
        ...tender,
        programme: tender.voucher?.names ?? null,
        isPriceCut: tender.voucher?.isPriceCut ?? false,
      }),
      value: moneyWords(tender.tendered ?? tender.amount),
    },
    ...(tender.voucher?.lines ?? []).map((line) => ({
      name: `· ${nameOf(receipt.lines[line.no - 1]?.names ?? { en: '', 'zh-CN': '' })}`,
      value: moneyWords(line.amount),
    })),
    ...(tender.change === null ? [] : [{ name: say('cash.change'), value: moneyWords(tender.change) }]),
  ]);
  return (
    <div className="receipt-totals">
      <Facts facts={discount} />
      <p className="receipt-total">
        <span>{say('total')}</span>
        <MoneyText amount={receipt.total} isTotal size="sum" />
      </p>
      <Facts facts={tenders} />
    </div>
  );
}

function ReceiptTaxes({ receipt }: Part) {
  const say = useWords();
  const taxClassWords = useTaxClassWords();
  return (
    <div className="receipt-taxes">
      <p className="muted">{say('tax.included')}</p>
      <Facts
        facts={receipt.taxes.map((tax) => ({
          name: taxClassWords(tax),
          value: say('receipt.tax', { tax: moneyWords(tax.tax), net: moneyWords(tax.net) }),
        }))}
      />
    </div>
  );
}
