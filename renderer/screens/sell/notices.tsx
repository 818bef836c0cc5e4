import type { NoticeView } from '../../../shared/views.ts';
import { useAsking } from '../../parts/asking.ts';
import { Button } from '../../parts/button.tsx';
import { moneyWords } from '../../parts/money-text.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useWhen } from '../../parts/when.ts';
import { useRegister } from '../../register-store.ts';
import { useWords, wordIn } from '../../words.ts';

const tones: Readonly<Record<NoticeView['kind'], 'wait' | 'bad' | 'info' | 'go'>> = {
  'payment-recovered': 'info',
  'payment-ended': 'info',
  'payment-late-success': 'wait',
  'refund-owed': 'wait',
  'refund-done': 'go',
  'key-in-the-open': 'info',
  'clock-differs': 'wait',
  'core-restarted': 'info',
  'disk-low': 'bad',
  'scanner-lost': 'bad',
  'forged-answer': 'bad',
  'offline-loss': 'bad',
  'settlement-differs': 'wait',
  'settlement-file': 'bad',
  'wallet-account-broken': 'wait',
};

/** What speaks of money comes first, whenever it came. */
const mostUrgentFirst: readonly NoticeView['kind'][] = [
  'forged-answer',
  'offline-loss',
  'settlement-file',
  'payment-recovered',
  'payment-late-success',
  'refund-owed',
  'refund-done',
  'payment-ended',
  'settlement-differs',
  'disk-low',
  'scanner-lost',
  'clock-differs',
  'wallet-account-broken',
  'core-restarted',
  'key-in-the-open',
];

/** What the cashier must read once, the most urgent first. One at a time. */
export function Notices() {
  const { notices } = useRegister();
  const [notice] = [...notices].sort((a, b) => rankOf(a) - rankOf(b));
  return (
    <div className="notices" role="status">
      {notice === undefined ? null : <OneNotice key={notice.id} notice={notice} more={notices.length - 1} />}
    </div>
  );
}

function rankOf({ kind }: NoticeView): number {
  return mostUrgentFirst.indexOf(kind);
}

function OneNotice({ notice, more }: { readonly notice: NoticeView; readonly more: number }) {
  const say = useWords();
  const when = useWhen();
  const { run, isBusy } = useAsking();
  const amount = notice.amount === null ? '' : moneyWords(notice.amount, true);
  const lost = notice.values.reason;
  const reason = lost === undefined ? '' : say(wordIn('loss-why', lost, 'loss-why.other'));
  const whose = notice.values.wallet;
  const wallet = whose === undefined ? '' : say(wordIn('how', whose, 'how.other'));
  const values = { ...notice.values, reason, wallet, amount, time: when.clock(notice.at) };
  return (
    <div className="notice-row">
      <Notice tone={tones[notice.kind]} title={say(wordIn('notice', notice.kind, 'notice.other'), values)}>
        {say(wordIn('notice-do', notice.kind, 'notice-do.other'), values)}
      </Notice>
      <Button onPress={() => void run('register.dismissNotice', { id: notice.id })} isBusy={isBusy}>
        {more > 0 ? say('notice.read-more', { count: more }) : say('notice.read')}
      </Button>
    </div>
  );
}
