import { useEffect, useRef } from 'react';

/** `F12`, `Escape`, `Enter`, `Ctrl+1`, `ArrowUp` → what it does. */
export type Keys = Readonly<Record<string, (() => void) | undefined>>;

type Layer = { readonly keys: () => Keys; readonly kind: LayerKind };

/** A sheet's keys hide the screen's below it; the frame's keys (large text, rooms) work everywhere. */
type LayerKind = 'frame' | 'screen' | 'sheet';

const layers: Layer[] = [];

/** Binds keys while the component is shown. Later layers win; a key held down acts once. */
export function useKeys(keys: Keys, kind: LayerKind = 'screen'): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const layer: Layer = { keys: () => current.current, kind };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [kind]);
}

/**
 * Starts the window's keys; the answer stops them. Function keys act before any field sees them; Escape,
 * Enter and the arrows only where nothing nearer wanted them. Enter never presses a key that moves
 * money: scanners end with it.
 */
export function listenToKeys(target: Window): () => void {
  const early = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && isMoneyKey(event.target)) return keepBack(event);
    if (isEarly(event)) act(event);
  };
  const late = (event: KeyboardEvent) => {
    if (!isEarly(event) && !event.defaultPrevented && !isTyping(event)) act(event);
  };
  target.addEventListener('keydown', early, { capture: true });
  target.addEventListener('keydown', late);
  return () => {
    target.removeEventListener('keydown', early, { capture: true });
    target.removeEventListener('keydown', late);
  };
}

function act(event: KeyboardEvent): void {
  const action = actionOf(nameOf(event));
  if (action === undefined) return;
  keepBack(event);
  if (!event.repeat || event.key.startsWith('Arrow')) action();
}

function actionOf(name: string): (() => void) | undefined {
  let isHidden = false;
  for (const layer of [...layers].reverse()) {
    const action = layer.keys()[name];
    if (action && (!isHidden || layer.kind === 'frame')) return action;
    if (layer.kind === 'sheet') isHidden = true;
  }
  return undefined;
}

function nameOf(event: KeyboardEvent): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  return `${event.ctrlKey ? 'Ctrl+' : ''}${digit ?? event.key}`;
}

function isEarly(event: KeyboardEvent): boolean {
  return /^F\d{1,2}$/.test(event.key) || event.ctrlKey;
}

/**
 * Enter and the arrows belong to the button or the list that has the focus; Escape does not, and Enter
 * in a field of one line is the main action, unless an input method is still composing.
 */
function isTyping(event: KeyboardEvent): boolean {
  if (event.key === 'Escape') return false;
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (event.key === 'Enter' && target.matches('input:not([role="combobox"])')) return event.isComposing;
  return target.closest('input, textarea, select, button, a, [role="listbox"], [role="grid"]') !== null;
}

function isMoneyKey(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-moves-money]') !== null;
}

function keepBack(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
