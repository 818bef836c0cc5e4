import type { PayView } from '../../../shared/views.ts';
import { type Say, wordIn } from '../../words.ts';

/** Bad or other news above the place where a code is awaited: what happened, the money, what now. */
export type PayNews = {
  readonly tone: 'bad' | 'info' | 'wait';
  readonly title: string;
  readonly means: string;
};

/** What became of the pass that was just shown; null where none was. */
export function passNews(say: Say, { pass }: PayView): PayNews | null {
  switch (pass?.state) {
    case undefined:
      return null;
    case 'asking':
      return { tone: 'wait', title: say('pass.asking'), means: say('pass.asking.means') };
    case 'answering':
      return { tone: 'info', title: say('pass.answering'), means: say('pass.answering.means') };
    case 'refused': {
      const reason = say(wordIn('pass-why', pass.why ?? '', 'pass-why.other'));
      return { tone: 'bad', title: say('pass.refused', { reason }), means: say('pass.refused.means') };
    }
  }
}
