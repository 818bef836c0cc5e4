import type { Database } from '../store/database.ts';

type Row = {
  v: bigint;
  terminal: string;
  epoch: bigint;
  seq: bigint;
  prev: string;
  event: string;
  hash: string;
};

/**
 * The journal whole, for the archive: every link with its event as it was hashed, and the head that
 * proves them all. Anyone can check it with SHA-256 and RFC 8785 alone.
 */
export function* jsonOf(db: Database): Generator<string> {
  const head = db.get<Row>('SELECT * FROM journal ORDER BY epoch DESC, seq DESC LIMIT 1');
  yield `{"head":${head ? JSON.stringify({ epoch: Number(head.epoch), seq: Number(head.seq), hash: head.hash }) : 'null'},"links":[`;
  let separator = '\n';
  for (const row of db.each<Row>('SELECT * FROM journal ORDER BY epoch, seq')) {
    const { v, terminal, epoch, seq, prev, hash } = row;
    const outer = { v: Number(v), terminal, epoch: Number(epoch), seq: Number(seq), prev, hash };
    // The event is JSON already, and stays the very text that was hashed.
    yield `${separator}${JSON.stringify(outer).slice(0, -1)},"event":${row.event}}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}
