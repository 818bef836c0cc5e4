import './no-eval.ts';

import { qrPath } from './parts/qr-path.ts';
import './tokens/tokens.css';
import './printed-code.css';
import en from './words/en.json' with { type: 'json' };
import zhCN from './words/zh-CN.json' with { type: 'json' };

/*
 * The sheet that a shop hangs up, in both languages whatever the till speaks. The shell loads it in a window
 * of its own that nobody sees, with what stands on it in the address, and makes a PDF of it.
 */
const given = new URLSearchParams(location.search);

write('ask-zh', zhCN['printed-code.ask']);
write('ask-en', en['printed-code.ask']);
write('how-zh', zhCN['printed-code.how']);
write('how-en', en['printed-code.how']);
write('shop', given.get('shop') ?? '');
write('merchant', given.get('merchant') ?? '');
draw('code', given.get('code') ?? '');

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the sheet has no ${id}`);
  return found;
}

function write(id: string, text: string): void {
  place(id).textContent = text;
}

function draw(id: string, text: string): void {
  const { path, size } = qrPath(text);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('shape-rendering', 'crispEdges');
  const modules = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  modules.setAttribute('d', path);
  svg.append(modules);
  place(id).append(svg);
}
