import cardNetworks from './card-networks.json' with { type: 'json' };
import type { CardNetwork, NationalScheme } from './inspection.ts';
import mpmSchemes from './mpm-schemes.json' with { type: 'json' };

type SchemeRule = {
  /** Lower case: GUIDs are compared without case. */
  readonly guids: readonly string[];
  /** May leave out merchant category, name and city, as these schemes do in practice. */
  readonly shortForm?: boolean;
  /** Account ids whose GUID is an address `name@bank` instead of a fixed text, within `country`. */
  readonly addressIds?: readonly string[];
  readonly country?: string;
};

const rules: Readonly<Record<NationalScheme, SchemeRule>> = mpmSchemes;
const names = Object.keys(mpmSchemes).filter(isScheme);

/** The national scheme that an account template belongs to, or undefined. */
export function schemeOf(id: string, guid: string, country: string | undefined): NationalScheme | undefined {
  const lower = guid.toLowerCase();
  return names.find((name) => {
    const rule = rules[name];
    if (rule.guids.includes(lower)) return true;
    if (!rule.addressIds?.includes(id) || rule.country !== country) return false;
    return /^[^@\s]+@[^@\s]+$/.test(guid);
  });
}

export function isShortForm(scheme: NationalScheme | undefined): boolean {
  return scheme !== undefined && rules[scheme].shortForm === true;
}

/** The card network of a primitive account id, 02 to 25 (EMVCo QRCPS-MPM v1.1, table 4.3). */
export function networkOf(id: string): CardNetwork {
  const number = Number(id);
  for (const [name, { from, to }] of Object.entries(cardNetworks)) {
    if (isNetwork(name) && number >= from && number <= to) return name;
  }
  return 'emvco';
}

function isScheme(name: string): name is NationalScheme {
  return Object.hasOwn(mpmSchemes, name);
}

function isNetwork(name: string): name is CardNetwork {
  return Object.hasOwn(cardNetworks, name);
}
