// @ts-check
import { ask, element, holdToScanner, made, openPage, pictureOf, say } from './page.js';
import { openPrintedCodes, paintPrintedCodes } from './printed-code.js';
import { openShopCodes, paintShopCodes } from './shop-codes.js';

/**
 * @typedef {{ id: string, kind: string, state: string, reason?: string, at: string, shop: string, amount: string }} Line
 * @typedef {{
 *   balance: string, pin: string | null, withoutPin: string | null,
 *   waiting: (Line & { secondsLeft: number }) | null, history: Line[], isCodeUsed: boolean,
 *   printedCodes: import('./printed-code.js').PrintedCode[],
 *   shopCodes: import('./shop-codes.js').ShopCode[],
 * }} View
 */

/** How often the phone looks for news, and how long before its end a code is replaced. */
const lookEveryMs = 1000;
const renewBeforeMs = 20_000;

/** Another wallet of the same customer, at another party than the scheme. */
const foreign = '/practice/foreign';

const state = {
  wallet: new URLSearchParams(location.search).get('wallet') ?? '',
  /** Where this wallet is asked about; another wallet of the same customer stands under another name. */
  at: '/practice/wallets',
  payload: '',
  digits: '',
  /** What is shown where there is no network; it stays until the next one is asked for. */
  pass: '',
  renewAtMs: 0,
  waiting: '',
  /** Payments that were waiting or unseen before: only news of these are announced. */
  newest: '',
  /** @type {View | null} */
  view: null,
  /** @type {import('./page.js').Words} */
  words: {},
  language: 'en',
};

await openPage('phone.title', (words, language) => {
  state.words = words;
  state.language = language;
  element('code-picture', HTMLImageElement).alt = say(words, 'phone.code-picture');
  element('pass-picture', HTMLImageElement).alt = say(words, 'phone.pass-picture');
  // What was said in the other language has been heard.
  for (const said of ['held', 'pass-held', 'result', 'pin-said', 'shop-said', 'printed-said'])
    element(said, HTMLElement).textContent = '';
  if (state.view) paint(state.view);
});
wireButtons();
openShopCodes(async (payload) => {
  const answer = await ask(`${state.at}/${state.wallet}/shop-code`, { payload });
  await refresh();
  return answer;
});
openPrintedCodes(async (payload, amount) => {
  const answer = await ask(`${state.at}/${state.wallet}/printed-code`, { payload, amount });
  await refresh();
  return answer;
});
await look();

/** Once round: what is new, a new code where one is needed, and then again. */
async function look() {
  await setNetwork();
  const isThere = (await findWallet()) && (await refresh());
  const held = element('held', HTMLElement);
  if (!isThere) held.textContent = say(state.words, 'no-answer');
  else if (held.textContent === say(state.words, 'no-answer')) held.textContent = '';
  setTimeout(look, lookEveryMs);
}

async function findWallet() {
  if (state.wallet !== '') return true;
  // A foreign wallet's customer is asked for by a call with a body, the scheme's own by one without.
  const answer = isForeign() ? await ask(foreign, {}) : await ask('/practice/phone');
  if (answer?.status !== 200) return false;
  state.wallet = /** @type {{ wallet: string }} */ (answer.value).wallet;
  return true;
}

async function refresh() {
  const asked = state.wallet;
  const answer = await ask(`${state.at}/${asked}?code=${state.digits}`);
  // The other wallet may have been chosen meanwhile: then this is no news of it.
  if (answer?.status !== 200 || asked !== state.wallet) return false;
  const view = /** @type {View} */ (answer.value);
  state.view = view;
  paint(view);
  const isDue = performance.now() >= state.renewAtMs || (view.isCodeUsed && !view.waiting);
  return !isDue || renewCode();
}

async function renewCode() {
  const asked = state.wallet;
  const answer = await ask(`${state.at}/${asked}/code`, {});
  if (answer?.status !== 200 || asked !== state.wallet) return false;
  const code = /** @type {{ payload: string, digits: string }} */ (answer.value);
  state.payload = code.payload;
  state.digits = code.digits;
  // What a code lives, reckoned from here, so that the clocks need not agree.
  const lifeMs = isForeign() ? 60_000 : 120_000;
  state.renewAtMs = performance.now() + lifeMs - renewBeforeMs;
  element('code-picture', HTMLImageElement).src = pictureOf(code.payload);
  element('hold', HTMLButtonElement).disabled = false;
  element('code-digits', HTMLElement).textContent = code.digits.replace(/(\d{4})(?=\d)/g, '$1 ');
  return true;
}

/** @param {View} view */
function paint(view) {
  const { words } = state;
  element('balance', HTMLElement).textContent = view.balance;
  element('pin-hint', HTMLElement).textContent = pinHint(view);
  paintWaiting(view);
  paintShopCodes(view.shopCodes, words);
  paintPrintedCodes(view.printedCodes, words);
  announce(view);
  const list = element('history', HTMLOListElement);
  element('history-empty', HTMLElement).hidden = view.history.length > 0;
  list.replaceChildren(...view.history.map((line) => historyRow(line, words)));
}

/** @param {View} view */
function pinHint(view) {
  if (view.pin === null) return say(state.words, 'phone.pin-never');
  if (view.withoutPin === null) return say(state.words, 'phone.pin-always', { pin: view.pin });
  return say(state.words, 'phone.pin-hint', { pin: view.pin, limit: view.withoutPin });
}

/**
 * The request to confirm takes the code's place, at the same size, so that nothing else moves.
 * @param {View} view
 */
function paintWaiting({ waiting }) {
  element('waiting-card', HTMLElement).hidden = waiting === null;
  element('code-card', HTMLElement).hidden = waiting !== null;
  if (!waiting) {
    state.waiting = '';
    return;
  }
  element('waiting-amount', HTMLElement).textContent = waiting.amount;
  element('waiting-shop', HTMLElement).textContent = say(state.words, 'phone.waiting-shop', waiting);
  const time = say(state.words, 'phone.waiting-time', { seconds: waiting.secondsLeft });
  element('waiting-time', HTMLElement).textContent = time;
  if (state.waiting === waiting.id) return;
  state.waiting = waiting.id;
  element('pin-said', HTMLElement).textContent = '';
  const pin = element('pin', HTMLInputElement);
  pin.value = '';
  pin.focus();
}

/**
 * Says what became of the newest payment, once, where it was not there when the page opened.
 * @param {View} view
 */
function announce({ history }) {
  const newest = history[0];
  const mark = newest ? `${newest.id} ${newest.state}` : 'none';
  const isFirst = state.newest === '';
  if (mark === state.newest) return;
  state.newest = mark;
  if (isFirst || !newest) return;
  const result = element('result', HTMLElement);
  const isBad = newest.state === 'declined';
  result.classList.toggle('bad', isBad);
  const reason = newest.reason ? say(state.words, `reason.${newest.reason}`) : '';
  const key = `phone.result-${newest.state}`;
  result.textContent =
    newest.state === 'awaiting-customer' ? '' : say(state.words, key, { amount: newest.amount, reason });
}

/**
 * @param {Line} line
 * @param {import('./page.js').Words} words
 */
function historyRow(line, words) {
  const row = document.createElement('li');
  const reason = line.state === 'declined' && line.reason ? `: ${say(words, `reason.${line.reason}`)}` : '';
  const at = new Intl.DateTimeFormat(state.language, { dateStyle: 'medium', timeStyle: 'short' });
  row.append(
    made('span', '', say(words, `state.${line.state}`) + reason),
    made('span', 'sum', line.amount),
    made('span', 'second', `${line.shop} · ${at.format(new Date(line.at))}`),
  );
  return row;
}

function isForeign() {
  return state.at === foreign;
}

/**
 * The phone shows the customer's other wallet: everything of the one before is gone from the page.
 * @param {string} at
 */
async function showWallet(at) {
  if (state.at === at) return;
  Object.assign(state, { at, wallet: '', payload: '', digits: '', renewAtMs: 0, waiting: '', newest: '' });
  state.view = null;
  for (const said of ['held', 'result', 'pin-said']) element(said, HTMLElement).textContent = '';
  element('whose-own', HTMLButtonElement).setAttribute('aria-pressed', String(!isForeign()));
  element('whose-foreign', HTMLButtonElement).setAttribute('aria-pressed', String(isForeign()));
  // Only the scheme's own wallet scans the shop's codes and pays without network.
  for (const card of ['shop-card', 'printed-card', 'pass-card'])
    element(card, HTMLElement).hidden = isForeign();
  element('hold', HTMLButtonElement).disabled = true;
  if (await findWallet()) await refresh();
}

function wireButtons() {
  element('whose-own', HTMLButtonElement).addEventListener('click', () => showWallet('/practice/wallets'));
  element('whose-foreign', HTMLButtonElement).addEventListener('click', () => showWallet(foreign));
  element('hold', HTMLButtonElement).addEventListener('click', async () => {
    const held = element('held', HTMLElement);
    held.textContent = '';
    held.textContent = say(state.words, await holdToScanner(state.payload));
  });
  const network = element('network', HTMLButtonElement);
  network.addEventListener('click', () => setNetwork(network.getAttribute('aria-pressed') === 'true'));
  element('pass-get', HTMLButtonElement).addEventListener('click', getPass);
  element('pass-hold', HTMLButtonElement).addEventListener('click', async () => {
    sayOfPass(await holdToScanner(state.pass));
  });
  // Not a form: Enter must never move money.
  element('confirm', HTMLButtonElement).addEventListener('click', () => {
    const pin = element('pin', HTMLInputElement).value.trim();
    if (pin === '') return complain('phone.pin-missing');
    return answerRequest(pin);
  });
  element('refuse', HTMLButtonElement).addEventListener('click', () => answerRequest(null));
}

/**
 * Cuts the tills off, or lets them reach the scheme again; without an argument it only looks.
 * @param {boolean} [reachable]
 */
async function setNetwork(reachable) {
  const answer = await ask('/practice/network', reachable === undefined ? undefined : { reachable });
  if (answer?.status !== 200) return;
  const isCut = !(/** @type {{ reachable: boolean }} */ (answer.value).reachable);
  element('network', HTMLButtonElement).setAttribute('aria-pressed', String(isCut));
}

async function getPass() {
  const answer = await ask(`${state.at}/${state.wallet}/pass`, {});
  if (answer?.status !== 200) return sayOfPass('no-answer');
  state.pass = /** @type {{ payload: string }} */ (answer.value).payload;
  element('pass-picture', HTMLImageElement).src = pictureOf(state.pass);
  element('pass-shown', HTMLElement).hidden = false;
  element('pass-hold', HTMLButtonElement).disabled = false;
  return sayOfPass('phone.pass-ready');
}

/** @param {string} key */
function sayOfPass(key) {
  element('pass-held', HTMLElement).textContent = say(state.words, key);
}

/** @param {string | null} pin */
async function answerRequest(pin) {
  if (state.waiting === '') return;
  const answer = await ask(`${state.at}/${state.wallet}/payments/${state.waiting}`, { pin });
  if (!answer) return complain('no-answer');
  const value = /** @type {{ state?: string, triesLeft?: number }} */ (answer.value);
  if (answer.status !== 200) complain('phone.too-late');
  else if (value.state === 'wrong-pin') complain('phone.pin-wrong', { tries: value.triesLeft ?? 0 });
  await refresh();
}

/**
 * @param {string} key
 * @param {Readonly<Record<string, number>>} [values]
 */
function complain(key, values) {
  element('pin-said', HTMLElement).textContent = say(state.words, key, values);
  element('pin', HTMLInputElement).focus();
}
