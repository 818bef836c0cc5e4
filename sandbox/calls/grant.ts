import type { Grant } from '../../shared/scheme-wire.ts';
import type { TaxRate } from '../../shared/tax.ts';
import { instantOf } from '../../shared/time.ts';
import demoProgrammes from '../practice/demo-programmes.json' with { type: 'json' };
import type { Terminal } from '../records/terminal.ts';
import offline from './offline-limits.json' with { type: 'json' };
import taxRates from './tax-rates.json' with { type: 'json' };

/** The most one payment may take, in minor units: high, since practice replays whole trading years. */
export const grantedPaymentMinor = 10_000_000_000n;

/** What a shop is filed under (ISO 18245): grocery. */
export const merchantCategory = '5411';

/** What a terminal of this scheme may do: the same every time it is asked, so a lost answer can be had again. */
export function grantOf(terminal: Terminal): Grant {
  const { merchant, activatedAtMs } = terminal;
  const amount = (minor: bigint) => ({ minor: minor.toString(), currency: merchant.currency });
  return {
    id: `G-${terminal.id}`,
    issuedAt: instantOf(activatedAtMs),
    expiresAt: instantOf(activatedAtMs + 365 * 86_400_000),
    merchant: { id: merchant.id, name: merchant.name, category: merchantCategory },
    limits: {
      payment: amount(grantedPaymentMinor),
      // payments.md §5: 200 a pass, 500 a wallet, 5,000 and 100 sales a terminal, 72 hours.
      offline: {
        pass: amount(BigInt(offline.passMinor)),
        wallet: amount(BigInt(offline.walletMinor)),
        terminal: amount(BigInt(offline.terminalMinor)),
        sales: offline.sales,
        hours: offline.hours,
      },
    },
    programmes: demoProgrammes.filter(({ currency }) => currency === merchant.currency).map(({ id }) => id),
    features: ['wallet', 'refunds', 'vouchers', 'offline', 'printed-code'],
    taxRates: [...taxRatesOf(merchant.currency)],
  };
}

/** Rates stand by currency, as practice knows no countries; a currency that isn't listed has made-up ones. */
function taxRatesOf(currency: string): readonly TaxRate[] {
  const listed: Readonly<Record<string, readonly TaxRate[]>> = taxRates.byCurrency;
  return listed[currency] ?? taxRates.other;
}
