import { useEffect } from 'react';
import { IntlProvider } from 'react-intl';
import type { DisplayView } from '../../shared/display.ts';
import { Icon } from '../parts/icon.tsx';
import { MoneyText } from '../parts/money-text.tsx';
import { useWords, words } from '../words.ts';
import { useDisplay } from './display-store.ts';
import { Sale } from './sale.tsx';

/** The customer's display: a greeting, the sale, a thank-you. It has no key to press. */
export function DisplayApp() {
  const view = useDisplay();
  if (view === null) return null;
  return (
    <IntlProvider locale={view.language} messages={words[view.language]} defaultLocale="zh-CN">
      <Display view={view} />
    </IntlProvider>
  );
}

function Display({ view }: { readonly view: DisplayView }) {
  const say = useWords();
  useLooks(view);
  return (
    <div className="display" data-show={view.scene.show}>
      <header className="display-head">
        <span>{view.scene.show === 'greeting' ? null : view.shop}</span>
        {view.practice ? <span className="display-practice">{say('practice.strip')}</span> : null}
      </header>
      <main className="display-scene">
        <Scene view={view} />
      </main>
    </div>
  );
}

function Scene({ view }: { readonly view: DisplayView }) {
  const { scene } = view;
  switch (scene.show) {
    case 'greeting':
      return <Greeting shop={view.shop} />;
    case 'sale':
      return <Sale sale={scene} language={view.language} />;
    case 'thanks':
      return <Thanks scene={scene} />;
  }
}

function Greeting({ shop }: { readonly shop: string }) {
  const say = useWords();
  return (
    <div className="display-middle">
      <h1 className="display-huge">{shop}</h1>
      <p className="display-large">{say('display.welcome')}</p>
    </div>
  );
}

type ThanksScene = Extract<DisplayView['scene'], { show: 'thanks' }>;

function Thanks({ scene: { total, change, isPaid } }: { readonly scene: ThanksScene }) {
  const say = useWords();
  const hasChange = change !== null && change.minor !== '0';
  return (
    <div className="display-middle" aria-live="polite">
      <h1 className="display-huge">{say('display.thanks')}</h1>
      <p className="display-large display-state" data-paid={isPaid}>
        {isPaid ? <Icon name="check" /> : null}
        <span>{say(isPaid ? 'paid' : 'display.total')}</span>
        <MoneyText amount={total} isTotal />
      </p>
      {hasChange ? (
        <p className="display-change">
          <span className="display-large">{say('display.change')}</span>
          <strong className="display-huge">
            <MoneyText amount={change} isTotal />
          </strong>
        </p>
      ) : null}
    </div>
  );
}

function useLooks({ language, textSize, contrast }: DisplayView): void {
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = language;
    documentElement.dataset.text = textSize;
    documentElement.dataset.contrast = contrast;
  }, [language, textSize, contrast]);
}
