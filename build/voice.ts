import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * Makes the spoken clips anew: `node --import tsx build/voice.ts`. Needs espeak-ng and sox (with its Vorbis
 * format). The clips are in the tree, so nobody has to run this to build or to start the till.
 */

const folder = fileURLToPath(new URL('../renderer/voice/', import.meta.url));

/** Every clip has this mean level, so that no word of an amount is louder than the next. */
const meanLevelDb = -19;

/** Peaks stay below this, however quiet the rest of the clip is. */
const highestPeakDb = -1;

const voice = z.strictObject({
  voice: z.string(),
  wordsPerMinute: z.int(),
  /** By the clip's name, what is read. */
  clips: z.record(z.string(), z.string()),
});

type Voice = z.infer<typeof voice>;

function makeAll(): void {
  const spoken = z
    .record(z.string(), voice)
    .parse(JSON.parse(readFileSync(join(folder, 'clips.json'), 'utf8')));
  const scratch = mkdtempSync(join(tmpdir(), 'countertop-voice-'));
  try {
    for (const [language, reader] of Object.entries(spoken)) makeLanguage(language, reader, scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function makeLanguage(language: string, reader: Voice, scratch: string): void {
  const target = join(folder, language);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  for (const [name, text] of Object.entries(reader.clips)) {
    const raw = join(scratch, 'raw.wav');
    const trimmed = join(scratch, 'trimmed.wav');
    execFileSync('espeak-ng', ['-v', reader.voice, '-s', String(reader.wordsPerMinute), '-w', raw, text]);
    trim(raw, trimmed);
    const gain = gainFor(trimmed);
    // A breath of 20 ms around each word: they are played one behind the other.
    const effects = ['gain', gain.toFixed(2), 'pad', '0.02', '0.02'];
    execFileSync('sox', [trimmed, '-C', '2', join(target, `${name}.ogg`), ...effects]);
  }
}

/** Takes the silence off both ends; reversed, since sox trims beginnings only. */
function trim(from: string, to: string): void {
  const cut = ['silence', '1', '0.005', '0.2%', 'fade', '0.004'];
  execFileSync('sox', [from, to, ...cut, 'reverse', ...cut, 'reverse']);
}

/** Decibels to the common mean level, or to the highest peak where that comes first. */
function gainFor(file: string): number {
  const { stderr } = spawnSync('sox', [file, '-n', 'stats'], { encoding: 'utf8' });
  return Math.min(meanLevelDb - levelIn(stderr, 'RMS lev dB'), highestPeakDb - levelIn(stderr, 'Pk lev dB'));
}

function levelIn(stats: string, name: string): number {
  const line = stats.split('\n').find((text) => text.startsWith(name));
  const level = Number(line?.slice(name.length).trim().split(/\s+/)[0]);
  if (!Number.isFinite(level)) throw new Error(`sox told no ${name}: ${stats}`);
  return level;
}

makeAll();
