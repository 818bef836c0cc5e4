import { parseDictionary, serializeDictionary } from 'structured-headers';
import { type JournalHead, journalHead } from '../shared/scheme-wire.ts';

export const journalHeaderName = 'countertop-journal';

/** `epoch=1, seq=248, head=:base64 of 32 bytes:` (RFC 8941 dictionary): the till's witness header. */
export function writeJournalHead(head: JournalHead): string {
  return serializeDictionary({ epoch: head.epoch, seq: head.seq, head: Buffer.from(head.hash, 'hex') });
}

/** The head a header speaks of; null for anything but a whole one. */
export function readJournalHead(text: string): JournalHead | null {
  try {
    const members = parseDictionary(text);
    const hash = members.get('head')?.[0];
    const parsed = journalHead.safeParse({
      epoch: members.get('epoch')?.[0],
      seq: members.get('seq')?.[0],
      hash: hash instanceof ArrayBuffer ? Buffer.from(hash).toString('hex') : null,
    });
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
