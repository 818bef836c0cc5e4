import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import type { Problem } from '../shared/result.ts';
import type { SettingsView } from '../shared/views.ts';
import { Frame } from './frame/frame.tsx';
import { LockScreen } from './frame/lock-screen.tsx';
import { useSounds } from './parts/sounds.ts';
import { useVoice } from './parts/voice.ts';
import { RegisterContext, useRegisterStore } from './register-store.ts';
import { problemWords, useWords, words } from './words.ts';

/** A core that starts within this time needs no word; later the screen says that it waits (look.md 3). */
const quietMs = 300;

/** The whole window: waits for the counter, then shows it in its language, size and contrast. */
export function App() {
  const { heard, problem } = useRegisterStore();
  const settings = heard?.view.settings ?? firstSettings();
  useLooks(settings);
  useSounds();
  useVoice();
  return (
    <IntlProvider locale={settings.language} messages={words[settings.language]} defaultLocale="zh-CN">
      <I18nProvider locale={settings.language}>
        {heard === null ? (
          <Opening problem={problem} />
        ) : (
          <RegisterContext value={heard}>
            {heard.view.lock.isLocked ? <LockScreen /> : <Frame />}
          </RegisterContext>
        )}
      </I18nProvider>
    </IntlProvider>
  );
}

function useLooks({ language, textSize, contrast }: SettingsView): void {
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = language;
    documentElement.dataset.text = textSize;
    documentElement.dataset.contrast = contrast;
  }, [language, textSize, contrast]);
}

/** Before the core has said what the shop wants, the system's language decides. */
function firstSettings(): SettingsView {
  const language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
  return {
    language,
    textSize: 'normal',
    contrast: 'normal',
    serialScanner: null,
    customerDisplay: 'second-screen',
  };
}

function Opening({ problem }: { readonly problem: Problem | null }) {
  const say = useWords();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className="opening">
      <h1>{isLate ? say('opening') : ''}</h1>
      <p role="alert">{problem === null ? null : problemWords(say, problem)}</p>
    </main>
  );
}
