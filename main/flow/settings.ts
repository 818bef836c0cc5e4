import type { Language } from '../../shared/product.ts';
import { done, type Result } from '../../shared/result.ts';
import { type SettingsView, settingsView } from '../../shared/views.ts';
import { settings as keptSettings } from '../onboarding/records.ts';
import { type Counter, unlessFull } from './counter.ts';

export type Settings = {
  readonly current: () => SettingsView;
  readonly set: (change: Partial<SettingsView>) => Result<null>;
};

/** Settings are events like everything else; `language` is what the screen speaks until somebody chose. */
export function createSettings(counter: Counter, language: Language): Settings {
  let known: SettingsView | null = null;
  const read = (): SettingsView => {
    const kept = keptSettings(counter.db);
    return settingsView.parse({
      language: kept.get('language') ?? language,
      textSize: kept.get('textSize') ?? 'normal',
      contrast: kept.get('contrast') ?? 'normal',
      serialScanner: kept.get('serialScanner') ?? null,
      customerDisplay: kept.get('customerDisplay') ?? 'second-screen',
    });
  };
  const current = (): SettingsView => {
    known ??= read();
    return known;
  };
  return {
    current,
    set: (change) =>
      unlessFull(() => {
        const before = current();
        const changed = Object.entries(change).filter(
          ([name, value]) => before[name as keyof SettingsView] !== value,
        );
        if (changed.length > 0) {
          counter.journal.commit((record) =>
            record('settings-changed', { settings: Object.fromEntries(changed) }),
          );
        }
        known = null;
        return done(null);
      }),
  };
}
