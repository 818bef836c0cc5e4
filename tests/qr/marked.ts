import { inspect } from '../../shared/qr/inspect.ts';

/**
 * A code written by hand, with a caret (U+2038) where its problem stands: nothing of the readers is
 * used to say what is expected of them.
 */
export const mark = '\u2038';

/** The text without the caret, and the caret's place in UTF-8 bytes; null where there is none. */
export function unmarked(marked: string): { readonly text: string; readonly at: number | null } {
  const place = marked.indexOf(mark);
  const at = place < 0 ? null : Buffer.byteLength(marked.slice(0, place));
  return { text: marked.replace(mark, ''), at };
}

/** `kind: problem at place`, or the kind alone of a valid code. */
export function verdictOf(text: string): string {
  const answer = inspect(text);
  return answer.valid ? answer.kind : `${answer.kind}: ${answer.problem.code} at ${answer.problem.at}`;
}

/** What a valid code says. Throws where it is refused. */
export function fieldsOf(text: string): object {
  const answer = inspect(text);
  if (!answer.valid) throw new Error(`${text}: ${answer.problem.code} at ${answer.problem.at}`);
  return answer.fields;
}

/** CRC-16/CCITT-FALSE bit by bit, as EMVCo QRCPS-MPM v1.1 §4.7.3 describes it. */
export function plainCrc(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const isOdd = ((crc >> 15) ^ (byte >> bit)) & 1;
      crc = ((crc << 1) & 0xffff) ^ (isOdd === 1 ? 0x1021 : 0);
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
