import cardNetworks from './card-networks.json' with { type: 'json' };
import { idTexts } from './emv-mpm-walk.ts';
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
/** Also in capitals, as nearly all are written: those need no folding. */
const schemeByGuid = new Map(
  names
    .flatMap((name) =>
      rules[name].guids.flatMap((guid): [string, NationalScheme][] => [
        [guid, name],
        [guid.toUpperCase(), name],
      ]),
    )
    .reverse(),
);
const withAddresses = names.filter((name) => rules[name].addressIds !== undefined);

/** The national scheme that an account template belongs to, or undefined. */
export function schemeOf(id: number, guid: string, country: string | undefined): NationalScheme | undefined {
  const known = schemeByGuid.get(guid) ?? schemeByGuid.get(guid.toLowerCase());
  if (known !== undefined || !/^[^@\s]+@[^@\s]+$/.test(guid)) return known;
  return withAddresses.find(
    (name) => rules[name].addressIds?.includes(idTexts[id] ?? '') === true && rules[name].country === country,
  );
}

export function isShortForm(scheme: NationalScheme | undefined): boolean {
  return scheme !== undefined && rules[scheme].shortForm === true;
}

const networks = Array.from({ length: 100 }, (_, number) => {
  const found = Object.entries(cardNetworks).find(([, { from, to }]) => number >= from && number <= to);
  return found && isNetwork(found[0]) ? found[0] : 'emvco';
});

/** The card network of a primitive account id, 02 to 25 (EMVCo QRCPS-MPM v1.1, table 4.3). */
export function networkOf(id: number): CardNetwork {
  return networks[id] ?? 'emvco';
}

function isScheme(name: string): name is NationalScheme {
  return Object.hasOwn(mpmSchemes, name);
}

function isNetwork(name: string): name is CardNetwork {
  return Object.hasOwn(cardNetworks, name);
}
