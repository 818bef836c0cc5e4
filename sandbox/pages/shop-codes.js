// @ts-check
import { element, made, say } from './page.js';

/*
 * The phone scans what a shop shows: what the tills of this scheme show now stands in a list, since a
 * page has no camera. Enter moves no money here either.
 */

/** @typedef {{ id: string, shop: string, amount: string, secondsLeft: number, payload: string }} ShopCode */
/** @typedef {{ status: number, value: unknown } | null} Answer */

const state = {
  /** @type {(payload: string) => Promise<Answer>} */
  scan: async () => null,
  /** @type {import('./page.js').Words} */
  words: {},
  shown: '',
};

/**
 * Wires the card; `scan` asks the scheme to pay what a text says.
 * @param {(payload: string) => Promise<Answer>} scan
 */
export function openShopCodes(scan) {
  state.scan = scan;
  element('shop-pay', HTMLButtonElement).addEventListener('click', () => {
    const text = element('shop-text', HTMLInputElement);
    const payload = text.value.trim();
    text.value = '';
    return payload === '' ? undefined : pay(payload);
  });
}

/**
 * Shows what can be scanned now. A row stays the same element while it is there, so that it does not
 * go away under a finger.
 * @param {readonly ShopCode[]} codes
 * @param {import('./page.js').Words} words
 */
export function paintShopCodes(codes, words) {
  state.words = words;
  element('shop-empty', HTMLElement).hidden = codes.length > 0;
  const list = element('shop-codes', HTMLOListElement);
  const shown = JSON.stringify([codes.map(({ id }) => id), say(words, 'phone.confirm')]);
  if (shown !== state.shown) list.replaceChildren(...codes.map(rowOf));
  state.shown = shown;
  for (const [index, code] of codes.entries()) {
    const time = list.children[index]?.querySelector('.second');
    if (time)
      time.textContent = `${code.shop} · ${say(words, 'phone.waiting-time', { seconds: code.secondsLeft })}`;
  }
}

/** @param {ShopCode} code */
function rowOf(code) {
  const row = document.createElement('li');
  row.dataset.payment = code.id;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'main';
  button.textContent = `${say(state.words, 'phone.confirm')} ${code.amount}`;
  button.addEventListener('click', () => pay(code.payload));
  row.append(button, made('span', 'second', ''));
  return row;
}

/** @param {string} payload */
async function pay(payload) {
  const said = element('shop-said', HTMLElement);
  said.textContent = '';
  const answer = await state.scan(payload);
  said.textContent = saidOf(answer);
}

/**
 * What is paid is said where every payment is said; here only what was not.
 * @param {Answer} answer
 */
function saidOf(answer) {
  if (!answer) return say(state.words, 'no-answer');
  if (answer.status === 404) return say(state.words, 'phone.shop-unknown');
  if (answer.status !== 200) return say(state.words, 'phone.too-late');
  const { state: now, reason } = /** @type {{ state: string, reason?: string }} */ (answer.value);
  if (now !== 'refused') return '';
  return say(state.words, 'phone.result-declined', { reason: say(state.words, `reason.${reason}`) });
}
