import { useState } from 'react';
import type { PayView, ShownVoucher } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { useKeys } from '../../parts/keys.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { useNames } from '../../parts/names.ts';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { Table } from '../../parts/table.tsx';
import { useWhen } from '../../parts/when.ts';
import { type Say, useWords, wordIn } from '../../words.ts';
import { PartLine } from './part-line.tsx';
import { PartSheet } from './part-sheet.tsx';
import { PayCard } from './pay-card.tsx';

export type VoucherPaneProps = { readonly pay: PayView; readonly voucher: ShownVoucher };

/** A voucher that is held to the scanner: what it pays, of which lines, and why not of the others. */
export function VoucherPane({ pay, voucher }: VoucherPaneProps) {
  const say = useWords();
  const nameOf = useNames();
  const [isChoosing, setChoosing] = useState(false);
  const { run, isBusy, problem } = useAsking();
  const away = () => void run('pay.putVoucherAway', {});
  const again = () => void run('pay.checkVoucher', {});
  const isReady = voucher.state === 'ready';
  const redeem = () => (isReady ? void run('pay.redeem', {}) : undefined);
  const part = () => setChoosing(true);
  useKeys({ Escape: away, F5: again, F7: part, F12: isReady ? redeem : undefined });
  const title =
    voucher.programme === null ? say('voucher') : say('voucher.of', { name: nameOf(voucher.programme) });
  const pays = voucher.pays === null ? null : moneyWords(voucher.pays, true);
  return (
    <PayCard
      title={title}
      amount={pay.amount}
      beside={
        <Button onPress={part} keyHint="F7">
          {say('part')}
        </Button>
      }
      heard={pays === null ? voucherNews(say, voucher).title : say('voucher.pays', { amount: pays })}
      actions={
        <>
          <Button size="lead" onPress={away} keyHint="Esc">
            {say('voucher.away')}
          </Button>
          {voucher.state === 'silent' ? (
            <Button look="go" size="lead" onPress={again} isBusy={isBusy} keyHint="F5">
              {say('voucher.check-again')}
            </Button>
          ) : (
            <Button
              look="go"
              size="lead"
              onPress={redeem}
              isBusy={isBusy}
              isDisabled={!isReady}
              keyHint="F12"
              movesMoney
            >
              {pays === null ? say('voucher') : say('voucher.redeem', { amount: pays })}
            </Button>
          )}
        </>
      }
    >
      <PartLine pay={pay} />
      <VoucherStanding voucher={voucher} />
      {voucher.lines.length === 0 ? null : <VoucherLines voucher={voucher} />}
      <ProblemLine problem={problem} />
      {isChoosing ? <PartSheet pay={pay} onClose={() => setChoosing(false)} /> : null}
    </PayCard>
  );
}

function VoucherStanding({ voucher }: { readonly voucher: ShownVoucher }) {
  const say = useWords();
  const when = useWhen();
  const { balance, expires, pays } = voucher;
  const standing =
    balance === null || expires === null
      ? null
      : say('voucher.balance', { balance: moneyWords(balance, true), day: when.date(expires) });
  if (pays !== null)
    return (
      <Notice tone="info" title={say('voucher.pays', { amount: moneyWords(pays, true) })}>
        {standing}
      </Notice>
    );
  const news = voucherNews(say, voucher);
  return (
    <Notice tone={news.tone} title={news.title} isSpinning={voucher.state === 'checking'}>
      {news.means}
    </Notice>
  );
}

function voucherNews(say: Say, { state, why }: ShownVoucher) {
  if (state === 'checking')
    return { tone: 'wait', title: say('voucher.checking'), means: say('voucher.checking.means') } as const;
  if (state === 'silent')
    return { tone: 'wait', title: say('voucher.silent'), means: say('voucher.silent.means') } as const;
  const reason = say(wordIn('voucher-why', why ?? '', 'voucher-why.other'));
  return {
    tone: 'bad',
    title: say('voucher.unusable', { reason }),
    means: say('voucher.unusable.means'),
  } as const;
}

type Line = ShownVoucher['lines'][number];

/** Every line of the sale; what a price cut pays is named with its units. */
function VoucherLines({ voucher }: { readonly voucher: ShownVoucher }) {
  const say = useWords();
  const nameOf = useNames();
  const paysOf = ({ pays, why, quantity }: Line): string => {
    if (pays.minor === '0') return say(wordIn('line-why', why, 'line-why.other'));
    const cut = voucher.isPriceCut ? `${say('voucher.line.cut', { quantity })} ` : '';
    const word = why === 'shop-word' ? ` · ${say('line-why.shop-word')}` : '';
    return `${cut}${moneyWords(pays, true)}${word}`;
  };
  return (
    <ScrollArea className="voucher-lines" label={say('voucher.lines')}>
      <Table
        caption={say('voucher.lines')}
        isCaptionHidden
        rows={voucher.lines}
        rowKey={({ no }) => String(no)}
        columns={[
          { key: 'name', head: say('voucher.line'), cell: ({ names }) => nameOf(names) },
          { key: 'pays', head: say('voucher.line.pays'), cell: paysOf },
          {
            key: 'amount',
            head: say('voucher.line.amount'),
            cell: ({ amount }) => moneyWords(amount),
            isAmount: true,
          },
        ]}
      />
    </ScrollArea>
  );
}
