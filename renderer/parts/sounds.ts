import { useEffect } from 'react';
import { onTell } from '../api.ts';

/** One short high tone: taken. Two low ones: refused, look at the screen. Frequencies a cheap speaker has. */
const tones = {
  taken: [{ hertz: 1760, startS: 0, lengthS: 0.07 }],
  refused: [
    { hertz: 330, startS: 0, lengthS: 0.14 },
    { hertz: 262, startS: 0.18, lengthS: 0.22 },
  ],
} as const;

let opened: AudioContext | null = null;

/** One for tones and voice alike, opened with the first sound. */
export function audioContext(): AudioContext {
  opened ??= new AudioContext();
  return opened;
}

/** Every scan is heard within the moment, whichever scanner it came from. */
export function useSounds(): void {
  useEffect(
    () =>
      onTell('scan', ({ outcome }) => {
        const isRefused = ['refused', 'foreign-code', 'pass-refused', 'not-for-the-till', 'ignored'].includes(
          outcome.heard,
        );
        play(isRefused ? 'refused' : 'taken');
      }),
    [],
  );
}

function play(name: keyof typeof tones): void {
  const context = audioContext();
  for (const tone of tones[name]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + tone.startS;
    oscillator.frequency.value = tone.hertz;
    // Falls off before it stops: a tone cut hard clicks.
    gain.gain.setValueAtTime(0.25, start);
    gain.gain.exponentialRampToValueAtTime(0.001, start + tone.lengthS);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + tone.lengthS);
  }
}
