import { canonicalJson } from '../../platform/canonical-json.ts';
import { thumbprintOf, type VerifyingKey, verifyingKeyOf } from '../../platform/keys.ts';
import type { EventData, JournalEvent } from '../../shared/events.ts';
import { writeReceiptCode } from '../../shared/qr/receipt.ts';
import { publicJwk } from '../../shared/scheme-wire.ts';
import type { FullLink } from './journal.ts';
import { type Auditor, firstFailed } from './verdict.ts';

/** What a terminal has counted so far in its epoch. */
type Counted = {
  key: VerifyingKey | null;
  terminalId: string;
  receipts: number;
  shifts: number;
  openShift: number | null;
  salesMinor: bigint;
  refundsMinor: bigint;
  lastZ: { number: number; signature: string } | null;
};

/**
 * Receipts and shifts are numbered without a gap in each epoch; every Z is signed by the terminal's own
 * key, names the Z before it and the link before it, and says the grand totals as they are.
 */
export function numbersHold(): Auditor {
  let counted = fresh(null);
  return (event, link) => {
    if (event.kind === 'terminal-activated') return activated(event.data);
    const why = inItsShift(counted, event);
    if (why !== null) return why;
    switch (event.kind) {
      case 'sale-settled':
      case 'refund-settled':
        return numbered(counted, event, link);
      case 'shift-opened':
        counted.shifts += 1;
        counted.openShift = event.data.number;
        return event.data.number === counted.shifts
          ? null
          : `shift ${event.data.number} follows ${counted.shifts - 1}`;
      case 'shift-closed':
        return closed(counted, event.data, link);
      default:
        return null;
    }
  };

  function activated(data: EventData<'terminal-activated'>): string | null {
    counted = { ...fresh(counted), terminalId: data.terminalId, key: keyIn(data) };
    return counted.key ? null : 'the public key is not the one that keyId names';
  }
}

/** A new epoch counts from one again; its first Z still names the last of the epoch before. */
function fresh(before: Counted | null): Counted {
  return {
    key: null,
    terminalId: '',
    receipts: 0,
    shifts: 0,
    openShift: before?.openShift ?? null,
    salesMinor: 0n,
    refundsMinor: 0n,
    lastZ: before?.lastZ ?? null,
  };
}

function keyIn(data: EventData<'terminal-activated'>): VerifyingKey | null {
  const jwk = publicJwk.safeParse({ kty: 'OKP', crv: 'Ed25519', x: data.publicKey });
  return jwk.success && thumbprintOf(jwk.data) === data.keyId ? verifyingKeyOf(jwk.data) : null;
}

function inItsShift(counted: Counted, event: JournalEvent): string | null {
  const due = event.kind === 'shift-opened' ? event.data.number : counted.openShift;
  return event.shift === due ? null : `it stands in shift ${event.shift}, while ${due} is open`;
}

function numbered(
  counted: Counted,
  event: JournalEvent<'sale-settled'> | JournalEvent<'refund-settled'>,
  { epoch }: FullLink,
): string | null {
  counted.receipts += 1;
  const { receipt, code, total } = event.data;
  if (event.kind === 'sale-settled') counted.salesMinor += BigInt(total.minor);
  else counted.refundsMinor += BigInt(total.minor);
  if (receipt !== counted.receipts) return `receipt ${receipt} follows ${counted.receipts - 1}`;
  const due = writeReceiptCode({ terminal: counted.terminalId, epoch, number: receipt });
  return code === due ? null : `the receipt's code is ${code}, not ${due}`;
}

function closed(counted: Counted, z: EventData<'shift-closed'>, link: FullLink): string | null {
  const { signature, ...signed } = z;
  const before = counted.lastZ;
  const wasOpen = counted.openShift;
  counted.openShift = null;
  counted.lastZ = { number: z.number, signature };
  const net = counted.salesMinor - counted.refundsMinor;
  const { sales, refunds } = z.grandTotals;
  return firstFailed([
    [z.number === wasOpen, `shift ${z.number} is closed while ${wasOpen} is open`],
    [canonicalJson(z.previous) === canonicalJson(before), 'it does not name the Z before it'],
    [
      z.head.epoch === link.epoch && z.head.seq === link.seq - 1 && z.head.hash === link.prev,
      'it does not stand on the link before it',
    ],
    [BigInt(sales.minor) === counted.salesMinor, 'the grand total of sales is another'],
    [BigInt(refunds.minor) === counted.refundsMinor, 'the grand total of refunds is another'],
    [BigInt(z.grandTotals.net.minor) === net, 'the grand total is not sales less refunds'],
    [
      isSigned(counted.key, z.keyId, canonicalJson(signed), signature),
      "it is not signed by the terminal's key",
    ],
  ]);
}

function isSigned(key: VerifyingKey | null, keyId: string, text: string, signature: string): boolean {
  return (
    key !== null &&
    key.kid === keyId &&
    key.verify(Buffer.from(text, 'utf8'), Buffer.from(signature, 'base64'))
  );
}
