// @ts-check
import { element, say } from './page.js';

/* The phone scans what a shop has printed; its owner types the amount. Enter moves no money here either. */

/** @typedef {{ shop: string, payload: string }} PrintedCode */
/** @typedef {{ status: number, value: unknown } | null} Answer */

const state = {
  /** @type {(payload: string, amount: string) => Promise<Answer>} */
  pay: async () => null,
  /** @type {import('./page.js').Words} */
  words: {},
  shown: '',
  isAsking: false,
};

/**
 * Wires the card; `pay` asks the scheme to pay an amount to the shop of a code.
 * @param {(payload: string, amount: string) => Promise<Answer>} pay
 */
export function openPrintedCodes(pay) {
  state.pay = pay;
  element('printed-pay', HTMLButtonElement).addEventListener('click', () => {
    const payload = element('printed-text', HTMLInputElement).value.trim();
    return payload === '' ? undefined : payTo(payload);
  });
}

/**
 * A row stays the same element while it is there, so that it does not go away under a finger.
 * @param {readonly PrintedCode[]} codes
 * @param {import('./page.js').Words} words
 */
export function paintPrintedCodes(codes, words) {
  state.words = words;
  const shown = JSON.stringify([codes, say(words, 'phone.printed-pay')]);
  if (shown === state.shown) return;
  state.shown = shown;
  element('printed-empty', HTMLElement).hidden = codes.length > 0;
  element('printed-codes', HTMLOListElement).replaceChildren(...codes.map(rowOf));
}

/** @param {PrintedCode} code */
function rowOf(code) {
  const row = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'main';
  button.textContent = say(state.words, 'phone.printed-pay', { shop: code.shop });
  button.addEventListener('click', () => payTo(code.payload));
  row.append(button);
  return row;
}

/** Each press is a payment of its own, so a second one waits until the first is answered and the amount is gone. */
async function payTo(/** @type {string} */ payload) {
  const said = element('printed-said', HTMLElement);
  const typed = element('printed-amount', HTMLInputElement);
  const amount = typed.value.trim();
  if (state.isAsking) return;
  said.textContent = amount === '' ? say(state.words, 'phone.printed-no-amount') : '';
  if (amount === '') return;
  state.isAsking = true;
  const answer = await state.pay(payload, amount);
  state.isAsking = false;
  said.textContent = saidOf(answer);
  if (answer?.status === 200) typed.value = '';
}

/**
 * What is paid is said where every payment is said; here only what was not.
 * @param {Answer} answer
 */
function saidOf(answer) {
  if (!answer) return say(state.words, 'no-answer');
  if (answer.status === 404) return say(state.words, 'phone.shop-unknown');
  if (answer.status !== 200) return say(state.words, 'phone.printed-no-amount');
  const { state: now, reason } = /** @type {{ state: string, reason?: string }} */ (answer.value);
  if (now !== 'refused') return '';
  return say(state.words, 'phone.result-declined', { reason: say(state.words, `reason.${reason}`) });
}
