import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../build/bundle.ts';
import type { OpenTill } from './window.ts';

/** From now on every clip that the window plays is written down, by the hash of its bytes. */
export async function startListening(till: OpenTill): Promise<void> {
  await till.page.evaluate(() => {
    const played: string[] = [];
    const hashes = new WeakMap<AudioBuffer, string>();
    const { decodeAudioData } = BaseAudioContext.prototype;
    const { start } = AudioBufferSourceNode.prototype;
    BaseAudioContext.prototype.decodeAudioData = async function (bytes) {
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      const buffer = await decodeAudioData.call(this, bytes);
      hashes.set(buffer, Array.from(new Uint8Array(digest), (byte) => byte.toString(16)).join(' '));
      return buffer;
    };
    AudioBufferSourceNode.prototype.start = function (...times) {
      if (this.buffer) played.push(hashes.get(this.buffer) ?? 'unknown');
      start.apply(this, times);
    };
    Reflect.set(window, 'played', played);
  });
}

/** What was spoken since, clip by clip: `zh-CN/paid`, `zh-CN/d6`, `zh-CN/yuan`. */
export async function spoken(till: OpenTill): Promise<readonly string[]> {
  const played: readonly string[] = await till.page.evaluate(() => Reflect.get(window, 'played'));
  return played.map((hash) => clips().get(hash) ?? hash);
}

let known: ReadonlyMap<string, string> | null = null;

/** The clips that ship with the till, by the hash of their bytes. */
function clips(): ReadonlyMap<string, string> {
  known ??= new Map(
    ['zh-CN', 'en'].flatMap((language) =>
      readdirSync(join(root, 'renderer/voice', language)).map((file): [string, string] => {
        const bytes = readFileSync(join(root, 'renderer/voice', language, file));
        const digest = createHash('sha256').update(bytes).digest();
        const hash = Array.from(digest, (byte) => byte.toString(16)).join(' ');
        return [hash, `${language}/${file.replace('.ogg', '')}`];
      }),
    ),
  );
  return known;
}
