// @ts-check
/*
 * What both pages share. Served exactly as it stands here: no build step lies between what is read
 * and what runs; the compiler checks it through the types in its comments.
 */

/** @typedef {Readonly<Record<string, string>>} Words */

const languages = ['zh-CN', 'en'];

/**
 * The element of an id, as the kind it is known to be. Throws where the page has none.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * An element with a class and text of its own.
 * @param {string} tag
 * @param {string} className
 * @param {string} text
 */
export function made(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * Asks the scheme; `body` is sent as JSON. Answers null where nobody answered.
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<{ status: number, value: unknown } | null>}
 */
export async function ask(path, body) {
  const posting = { method: 'POST', headers: { 'content-type': 'application/json' } };
  try {
    const answer = await fetch(path, body ? { ...posting, body: JSON.stringify(body) } : {});
    return { status: answer.status, value: await answer.json() };
  } catch {
    return null;
  }
}

/**
 * Says a word of the page's language; `{name}` in it is filled from `values`.
 * @param {Words} words
 * @param {string} key
 * @param {Readonly<Record<string, string | number>>} [values]
 */
export function say(words, key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/**
 * Fills the page with words and wires its two switches. `paint` is called with the words and the
 * language now and at each change of language.
 * @param {string} titleKey
 * @param {(words: Words, language: string) => void} paint
 */
export async function openPage(titleKey, paint) {
  wireTextSize();
  let language = firstLanguage();
  const show = async () => {
    const words = await loadWords(language);
    document.documentElement.lang = language;
    document.title = say(words, titleKey);
    for (const part of document.querySelectorAll('[data-words]')) {
      part.textContent = say(words, part.getAttribute('data-words') ?? '');
    }
    const other = element('language', HTMLButtonElement);
    other.textContent = say(words, 'other-language');
    other.lang = language === 'en' ? 'zh-CN' : 'en';
    paint(words, language);
  };
  element('language', HTMLButtonElement).addEventListener('click', () => {
    language = language === 'en' ? 'zh-CN' : 'en';
    localStorage.setItem('language', language);
    void show();
  });
  await show();
}

/**
 * Holds a text to the practice scanner; answers the word that says what came of it.
 * @param {string} text
 */
export async function holdToScanner(text) {
  const answer = await ask('/practice/scans', { text });
  if (!answer) return 'no-answer';
  const value = /** @type {{ listeners?: number }} */ (answer.value);
  return (value.listeners ?? 0) > 0 ? 'held.heard' : 'held.nobody';
}

/**
 * The address of a code's picture.
 * @param {string} text
 */
export function pictureOf(text) {
  return `/practice/picture?text=${encodeURIComponent(text)}`;
}

/** What the address asks for, else what was chosen before, else the browser's language. */
function firstLanguage() {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('language');
  if (asked && languages.includes(asked)) return asked;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/**
 * @param {string} language
 * @returns {Promise<Words>}
 */
async function loadWords(language) {
  const answer = await fetch(`/pages/words/${language}.json`);
  return answer.json();
}

/** Large text by its button or F9, as on the till. */
function wireTextSize() {
  const button = element('text-size', HTMLButtonElement);
  /** @param {boolean} isLarge */
  const apply = (isLarge) => {
    document.documentElement.classList.toggle('large', isLarge);
    button.setAttribute('aria-pressed', String(isLarge));
    localStorage.setItem('large', String(isLarge));
  };
  const turn = () => apply(!document.documentElement.classList.contains('large'));
  button.addEventListener('click', turn);
  addEventListener('keydown', (event) => {
    if (event.key !== 'F9') return;
    event.preventDefault();
    turn();
  });
  const asked = new URLSearchParams(location.search).get('text');
  apply(asked ? asked === 'large' : localStorage.getItem('large') === 'true');
}
