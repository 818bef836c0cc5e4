import { useEffect } from 'react';
import type { TellValue } from '../../shared/contract.ts';
import { fromWire } from '../../shared/money.ts';
import { spokenClips } from '../../shared/speech.ts';
import { onTell } from '../api.ts';
import { audioContext } from './sounds.ts';

/** Every clip that ships with the till: `../voice/en/paid.ogg` → where the bundle put it. */
const addresses = import.meta.glob<string>('../voice/*/*.ogg', {
  query: '?url',
  import: 'default',
  eager: true,
});

const decoded = new Map<string, Promise<AudioBuffer | null>>();

/** When the last phrase ends, on the audio clock: "paid" and "change" follow each other, never overlap. */
let busyUntil = 0;

/** Speaks what the core tells it to: only after a verified answer or a booked sale, never on a guess. */
export function useVoice(): void {
  useEffect(() => onTell('said', (said) => void speak(said)), []);
}

async function speak({ say, amount, language }: TellValue<'said'>): Promise<void> {
  const phrase = amount === null ? { say } : { say, amount: fromWire(amount) };
  const clips = await Promise.all(spokenClips(phrase, language).map(clipOf));
  const context = audioContext();
  busyUntil = Math.max(busyUntil, context.currentTime);
  for (const clip of clips) {
    if (clip === null) continue;
    const source = context.createBufferSource();
    source.buffer = clip;
    source.connect(context.destination);
    source.start(busyUntil);
    busyUntil += clip.duration;
  }
}

/** Decoded once; a clip that can't be read leaves a gap, and the screen says the same in words. */
function clipOf(name: string): Promise<AudioBuffer | null> {
  const known = decoded.get(name) ?? decode(addresses[`../voice/${name}.ogg`]);
  decoded.set(name, known);
  return known;
}

async function decode(address: string | undefined): Promise<AudioBuffer | null> {
  if (address === undefined) return null;
  try {
    const response = await fetch(address);
    return await audioContext().decodeAudioData(await response.arrayBuffer());
  } catch {
    return null;
  }
}
