import { ask } from '../api.ts';
import { Chip } from '../parts/chip.tsx';
import { useKeys } from '../parts/keys.ts';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';

/** Large text and language, always within reach, also before anybody has signed in. */
export function LooksChips() {
  return (
    <>
      <TextSizeChip />
      <LanguageChip />
    </>
  );
}

function TextSizeChip() {
  const { textSize } = useRegister().settings;
  const say = useWords();
  const change = () => void ask('settings.set', { textSize: textSize === 'large' ? 'normal' : 'large' });
  useKeys({ F9: change }, 'frame');
  return (
    <Chip keyHint="F9" onPress={change}>
      {textSize === 'large' ? say('text.normal') : say('text.large')}
    </Chip>
  );
}

function LanguageChip() {
  const { language } = useRegister().settings;
  const say = useWords();
  const change = () => void ask('settings.set', { language: language === 'en' ? 'zh-CN' : 'en' });
  return (
    <Chip onPress={change} label={say('language.switch')}>
      {say('language.both')}
    </Chip>
  );
}
