import { useState } from 'react';
import type { AttemptView, PayView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useKeys } from '../../parts/keys.ts';
import { moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProblemLine } from '../../parts/problem-line.tsx';
import { type Say, useWords, wordIn } from '../../words.ts';
import { CodeSheet } from './code-sheet.tsx';
import { PartLine } from './part-line.tsx';
import { PartSheet } from './part-sheet.tsx';
import { type PayNews, passNews } from './pass-news.ts';
import { PayCard } from './pay-card.tsx';
import type { PayPane } from './pay-screen.tsx';
import { TakenParts } from './taken-parts.tsx';

export type WalletPaneProps = { readonly pay: PayView; readonly onOpen: (pane: PayPane) => void };

/** Waiting for the customer's code; other ways to pay beside it. */
export function WalletPane({ pay, onOpen }: WalletPaneProps) {
  const say = useWords();
  const [isTyping, setTyping] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const { run, isBusy, problem } = useAsking();
  const back = () => void run('pay.back', {});
  const send = () => (pay.heldCode === null ? undefined : void run('pay.sendHeldCode', {}));
  const cash = () => onOpen('cash');
  const elsewhere = () => onOpen('elsewhere');
  const part = () => setChoosing(true);
  const show = () => void run('pay.showCode', {});
  useKeys({
    Escape: back,
    F4: show,
    F7: part,
    F8: cash,
    F10: elsewhere,
    F12: pay.heldCode === null ? undefined : send,
  });
  const news = newsOf(say, pay);
  return (
    <PayCard
      title={say('pay')}
      amount={pay.amount}
      beside={
        <Button onPress={part} keyHint="F7">
          {say('part')}
        </Button>
      }
      heard={news?.title ?? say('pay.scan')}
      actions={
        <WalletActions pay={pay} back={back} elsewhere={elsewhere} cash={cash} send={send} isBusy={isBusy} />
      }
    >
      <PartLine pay={pay} />
      <TakenParts pay={pay} />
      {news === null ? null : (
        <Notice tone={news.tone} title={news.title}>
          {news.means}
        </Notice>
      )}
      <div className="pay-code">
        <Icon name={pay.heldCode === null ? 'code' : 'check'} />
        <div>
          <strong>
            {pay.heldCode === null ? say('pay.scan') : say('pay.held', { code: pay.heldCode.masked })}
          </strong>
          {/* After bad news there is enough to read. */}
          {news === null && pay.taken.length === 0 ? (
            <p>{pay.heldCode === null ? say('pay.scan.hint') : say('pay.held.hint')}</p>
          ) : null}
        </div>
        <div className="pay-code-keys">
          <Button onPress={show} isBusy={isBusy} keyHint="F4">
            {say('shown.show')}
          </Button>
          <Button onPress={() => setTyping(true)}>{say('pay.type')}</Button>
        </div>
      </div>
      {pay.passUpTo === null ? null : (
        <p className="muted">{say('pay.pass-up-to', { amount: moneyWords(pay.passUpTo, true) })}</p>
      )}
      <ProblemLine problem={problem} />
      {isChoosing ? <PartSheet pay={pay} onClose={() => setChoosing(false)} /> : null}
      {isTyping ? <CodeSheet amount={pay.amount} onClose={() => setTyping(false)} /> : null}
    </PayCard>
  );
}

type WalletActionsProps = {
  readonly pay: PayView;
  readonly back: () => void;
  readonly elsewhere: () => void;
  readonly cash: () => void;
  readonly send: () => void;
  readonly isBusy: boolean;
};

function WalletActions({ pay, back, elsewhere, cash, send, isBusy }: WalletActionsProps) {
  const say = useWords();
  return (
    <>
      <Button size="lead" onPress={back} keyHint="Esc">
        {say('back')}
      </Button>
      <Button size="lead" onPress={elsewhere} keyHint="F10">
        {say('elsewhere.short')}
      </Button>
      <Button size="lead" onPress={cash} keyHint="F8" look={pay.heldCode === null ? 'go' : 'plain'}>
        {say('cash')}
      </Button>
      {pay.heldCode === null ? null : (
        <Button look="go" size="lead" onPress={send} keyHint="F12" isBusy={isBusy} movesMoney>
          {say('pay.send')}
        </Button>
      )}
    </>
  );
}

function endedNews(say: Say, { state, reason: why, shown }: AttemptView): PayNews | null {
  if (state === 'declined') {
    const reason = say(wordIn('decline', why ?? '', 'decline.other'));
    const means = say(shown ? 'shown.again' : 'declined.means');
    return { tone: 'bad', title: say('declined', { reason }), means };
  }
  if (state !== 'cancelled') return null;
  return shown
    ? { tone: 'info', title: say('shown.gone'), means: say('shown.again') }
    : { tone: 'info', title: say('cancelled'), means: say('cancelled.means') };
}

/** What became of the last try, or of a code of another wallet: what happened, the money, what now. */
function newsOf(say: Say, pay: PayView): PayNews | null {
  const { attempt, foreignCode } = pay;
  const shown = passNews(say, pay);
  if (shown !== null) return shown;
  if (foreignCode !== null) {
    const how = say(`how.${foreignCode.how}`);
    return { tone: 'info', title: say('pay.foreign', { how }), means: say('pay.foreign.means', { how }) };
  }
  return attempt === null ? null : endedNews(say, attempt);
}
