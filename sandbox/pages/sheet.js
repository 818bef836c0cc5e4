// @ts-check
import { ask, element, holdToScanner, made, openPage, pictureOf, say } from './page.js';

/**
 * @typedef {import('./page.js').Words} Words
 * @typedef {{ code: string, nameZh: string, nameEn: string, price: string }} Item
 * @typedef {{ code: string, nameZh: string, nameEn: string, balance: string }} Voucher
 */

/** What a counter meets that is no good product code; each must be answered by a row and a sound. */
const oddCodes = [
  { key: 'sheet.odd-unknown', code: '6900000000007' },
  { key: 'sheet.odd-check-digit', code: '6928804011143' },
  { key: 'sheet.odd-damaged', code: '692880401' },
  { key: 'sheet.odd-foreign', code: '134567890123456789' },
  { key: 'sheet.odd-spent', code: '81000000000000000010' },
  { key: 'sheet.odd-link', code: 'https://example.com/offer' },
];

/** @type {Item[] | null} */
let goods = null;

await openPage('sheet.title', async (words, language) => {
  goods ??= await loadGoods();
  element('goods-empty', HTMLElement).hidden = goods.length > 0;
  element('goods', HTMLUListElement).replaceChildren(
    ...goods.map((item) => {
      const name = language === 'en' ? item.nameEn : item.nameZh;
      return tile(words, name, say(words, 'sheet.price', { price: item.price }), item.code);
    }),
  );
  // Asked for each time: their balance changes, and a used one is replaced.
  const vouchers = await loadVouchers();
  element('vouchers', HTMLUListElement).replaceChildren(
    ...vouchers.map((voucher) => {
      const name = language === 'en' ? voucher.nameEn : voucher.nameZh;
      return tile(words, name, say(words, 'sheet.voucher', { balance: voucher.balance }), voucher.code);
    }),
  );
  element('odd', HTMLUListElement).replaceChildren(
    ...oddCodes.map(({ key, code }) => tile(words, say(words, key), '', code)),
  );
});
element('print', HTMLButtonElement).addEventListener('click', () => print());

/** @returns {Promise<Item[]>} */
async function loadGoods() {
  const answer = await ask('/practice/goods');
  return answer?.status === 200 ? /** @type {{ items: Item[] }} */ (answer.value).items : [];
}

/** @returns {Promise<Voucher[]>} */
async function loadVouchers() {
  const answer = await ask('/practice/vouchers');
  return answer?.status === 200 ? /** @type {{ items: Voucher[] }} */ (answer.value).items : [];
}

/**
 * @param {Words} words
 * @param {string} name
 * @param {string} second
 * @param {string} code
 */
function tile(words, name, second, code) {
  const picture = document.createElement('img');
  picture.className = 'picture';
  picture.alt = say(words, 'sheet.picture', { text: code });
  picture.src = pictureOf(code);
  const button = made('button', '', say(words, 'hold'));
  button.setAttribute('type', 'button');
  button.setAttribute('aria-label', say(words, 'sheet.hold-name', { name }));
  button.addEventListener('click', async () => {
    const held = element('held', HTMLElement);
    held.textContent = '';
    held.textContent = `${name}: ${say(words, await holdToScanner(code))}`;
  });
  const item = document.createElement('li');
  item.append(made('span', 'name', name), made('span', 'second', second), picture, button);
  return item;
}
