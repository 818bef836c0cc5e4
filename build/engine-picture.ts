import { type Happening, happenings, paymentMachine } from '../main/payment/machine.ts';
import { isSettled, type PaymentState, paymentStates } from '../shared/payment.ts';
import { inBoth, titles } from './engine-words.ts';

/**
 * The engine's picture, drawn from its table. A way that all states of a frame share is drawn once, from
 * the frame; what leaves a state where it is is not drawn and stands in the page's table.
 */
type Place = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
type Way = { readonly from: Place; readonly to: Place; readonly names: readonly string[] };
type Frame = { readonly states: readonly PaymentState[]; readonly place: Place; readonly title: string };

const size = { w: 200, h: 66 };
const centres: Readonly<Record<PaymentState, readonly [number, number]>> = {
  created: [125, 235],
  sent: [125, 345],
  'awaiting-customer': [620, 120],
  unknown: [420, 290],
  cancelling: [620, 480],
  succeeded: [990, 120],
  declined: [990, 290],
  cancelled: [990, 480],
};
const open = paymentStates.filter((state) => !isSettled(state));
/** The outermost first: a way that it shares is no longer one of the frames inside it. */
const frames: readonly Frame[] = [
  { states: open, place: { x: 4, y: 40, w: 736, h: 500 }, title: 'the end is not known' },
  { states: ['created', 'sent'], place: { x: 14, y: 172, w: 222, h: 220 }, title: 'being sent' },
];

export function enginePicture(): string {
  const ways = waysOf();
  return `${[
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1100 560" width="1100" height="560" font-family="sans-serif">',
    '<title>The states of a wallet payment</title>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" markerHeight="9" orient="auto"><path d="M0 0 8 4 0 8z" fill="#39424e"/></marker></defs>',
    '<rect width="1100" height="560" fill="#fff"/>',
    ...frames.map(frameDrawn),
    ...ways.map(lineDrawn),
    ...paymentStates.map(stateDrawn),
    ...ways.map(labelDrawn),
    '</svg>',
  ].join('\n')}\n`;
}

function waysOf(): readonly Way[] {
  const left = new Map<PaymentState, Map<Happening, PaymentState>>();
  for (const state of open) left.set(state, goings(state));
  const shared = frames.flatMap(({ states, place }) => {
    const first = states[0];
    const common = [...(first ? (left.get(first) ?? []) : [])].filter(([name, to]) =>
      states.every((state) => left.get(state)?.get(name) === to),
    );
    for (const state of states) for (const [name] of common) left.get(state)?.delete(name);
    return bundled(place, common);
  });
  return [...shared, ...open.flatMap((state) => bundled(placeOf(state), [...(left.get(state) ?? [])]))];
}

function goings(state: PaymentState): Map<Happening, PaymentState> {
  const found = new Map<Happening, PaymentState>();
  for (const name of Object.keys(happenings) as Happening[]) {
    const { next } = paymentMachine[state][name];
    if (next !== null) found.set(name, next);
  }
  return found;
}

function bundled(from: Place, goings: readonly (readonly [Happening, PaymentState])[]): Way[] {
  return paymentStates.flatMap((to) => {
    const names = goings.filter(([, next]) => next === to).map(([name]) => name);
    return names.length === 0 ? [] : [{ from, to: placeOf(to), names }];
  });
}

function placeOf(state: PaymentState): Place {
  const [x, y] = centres[state];
  return { x: x - size.w / 2, y: y - size.h / 2, ...size };
}

function frameDrawn({ place, title }: Frame): string {
  const { x, y, w, h } = place;
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="12" fill="none" stroke="#9aa5b1" stroke-dasharray="5 4"/><text x="${x + 12}" y="${y + 20}" font-size="13" fill="#5b6673">${title}</text>`;
}

const fills: Readonly<Record<string, string>> = {
  succeeded: '#dff3e4',
  declined: '#eceff3',
  cancelled: '#eceff3',
  unknown: '#fdebc8',
  cancelling: '#fdebc8',
};

function stateDrawn(state: PaymentState): string {
  const { x, y, w, h } = placeOf(state);
  const middle = x + w / 2;
  const { en, zh } = inBoth(titles[state]);
  const line = (at: number, px: number, text: string, rest = '') =>
    `<text x="${middle}" y="${y + at}" font-size="${px}" text-anchor="middle"${rest}>${escaped(text)}</text>`;
  return [
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" fill="${fills[state] ?? '#e3eefb'}" stroke="#39424e"/>`,
    line(19, 13, state, ' font-weight="bold"'),
    line(38, 12, en),
    line(56, 12, zh),
  ].join('');
}

function lineDrawn(way: Way): string {
  const [a, b] = endsOf(way);
  return `<path d="M${a.join(' ')} ${b.join(' ')}" stroke="#39424e" fill="none" marker-end="url(#tip)"/>`;
}

function labelDrawn(way: Way): string {
  const [[ax, ay], [bx, by]] = endsOf(way);
  const [x, y] = [Math.round((ax + bx) / 2), Math.round((ay + by) / 2)];
  const top = y - (way.names.length * 14) / 2;
  const width = Math.max(...way.names.map((name) => name.length)) * 6.6 + 8;
  const lines = way.names.map(
    (name, index) =>
      `<text x="${x}" y="${top + 11 + index * 14}" font-size="12" text-anchor="middle" fill="#17407a">${name}</text>`,
  );
  const back = `<rect x="${x - width / 2}" y="${top}" width="${width}" height="${way.names.length * 14}" fill="#fff" fill-opacity="0.9"/>`;
  return back + lines.join('');
}

type Point = readonly [number, number];

/** From border to border; out of a frame it leaves at the height of where it goes. */
function endsOf({ from, to }: Way): readonly [Point, Point] {
  const goal: Point = [to.x + to.w / 2, to.y + to.h / 2];
  const isFrame = from.w !== size.w;
  const y = Math.min(Math.max(goal[1], from.y + 40), from.y + from.h - 40);
  const start: Point = isFrame ? [from.x + from.w, y] : border(from, goal);
  return [start, border(to, start)];
}

/** Where the line from the middle of a place towards a point leaves it. */
function border({ x, y, w, h }: Place, [px, py]: Point): Point {
  const [cx, cy] = [x + w / 2, y + h / 2];
  const [dx, dy] = [px - cx, py - cy];
  const scale = Math.min(w / 2 / Math.abs(dx || 1e-9), h / 2 / Math.abs(dy || 1e-9));
  return [Math.round(cx + dx * scale), Math.round(cy + dy * scale)];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
