import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { practiceForeign } from '../../shared/code-wallet-wire.ts';
import { practiceNetwork, practicePassAsk } from '../../shared/offline-wire.ts';
import { practicePrintedAsk, receivedRoutes } from '../../shared/received-wire.ts';
import { practiceShopCodeAsk } from '../../shared/request-wire.ts';
import {
  practiceCodeAsk,
  practiceScan,
  practiceTerminalAsk,
  practiceWalletAsk,
  problemStatus,
  routes,
} from '../../shared/scheme-wire.ts';
import { instantOf, isZone } from '../../shared/time.ts';
import {
  practiceProgrammeAsk,
  practiceVoucherAsk,
  practiceVoucherStateAsk,
  voucherRoutes,
} from '../../shared/voucher-wire.ts';
import type { Outcome } from '../calls/call.ts';
import { type PhoneScan, scanOnPhone } from '../calls/payment-requests.ts';
import { answerOnPhone } from '../calls/payments.ts';
import { payPrinted } from '../calls/printed-code.ts';
import { answerTrade, demoBuyer, foreignPhone, showCode } from '../foreign/customers.ts';
import type { Parts } from '../parts.ts';
import type { Reach } from '../reach.ts';
import { blockWallet, findWallet } from '../records/wallet.ts';
import { codeAsEmv } from '../rules/wallet.ts';
import type { ScanHub } from '../scan-hub.ts';
import { makeCode, openDemoWallet, openMerchant, openWallet } from './accounts.ts';
import { sheetItems } from './goods.ts';
import { issuePass } from './passes.ts';
import { phoneView } from './phone.ts';
import { pictureOf } from './picture.ts';
import { streamScans } from './scans.ts';
import { issueVoucher, publishProgramme, setVoucherState, sheetVouchers } from './vouchers.ts';

type Served = { Bindings: HttpBindings };

const blockAsk = z.strictObject({ blocked: z.boolean() });
const phoneAnswerAsk = z.strictObject({ pin: z.string().max(16).nullable() });

/** What practice needs and no real scheme has. Never signed, never touched by faults. */
export function practiceRoutes(parts: Parts, scans: ScanHub, reach: Reach): Hono<Served> {
  const app = new Hono<Served>();
  const root = () => parts.keys.of('root').kid;

  app.post(routes.practiceTerminal.path, async (c) => {
    const ask = practiceTerminalAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', ask.error.issues[0]?.path.join('.'));
    if (!isZone(ask.data.zone)) return refuse(c, 'field-invalid', 'zone');
    return c.json({ code: openMerchant(parts, ask.data), root: root() });
  });

  app.post(routes.practiceWallet.path, async (c) => {
    const ask = practiceWalletAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', ask.error.issues[0]?.path.join('.'));
    return c.json({ id: openWallet(parts, ask.data) });
  });

  app.post('/practice/wallets/:id/code', async (c) => {
    const ask = practiceCodeAsk.safeParse((await bodyOf(c)) ?? {});
    if (!ask.success) return refuse(c, 'field-invalid', 'format');
    const wallet = findWallet(parts.database, c.req.param('id'));
    if (!wallet) return refuse(c, 'not-found');
    const { code, expiresAtMs } = makeCode(parts, wallet.id);
    const payload = ask.data.format === 'digits' ? code : codeAsEmv(code);
    return c.json({ payload, digits: code, expiresAt: instantOf(expiresAtMs) });
  });

  app.post('/practice/wallets/:id/pass', async (c) => {
    const ask = practicePassAsk.safeParse((await bodyOf(c)) ?? {});
    if (!ask.success) return refuse(c, 'field-invalid', ask.error.issues[0]?.path.join('.'));
    const wallet = findWallet(parts.database, c.req.param('id'));
    if (!wallet) return refuse(c, 'not-found');
    return c.json({ payload: issuePass(parts, wallet, ask.data) });
  });

  app.post('/practice/wallets/:id/block', async (c) => {
    const ask = blockAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', 'blocked');
    const wallet = findWallet(parts.database, c.req.param('id'));
    if (!wallet) return refuse(c, 'not-found');
    parts.database.transaction(() => blockWallet(parts.database, wallet.id, ask.data.blocked));
    return c.json({ blocked: ask.data.blocked });
  });

  app.post(routes.practiceScan.path, async (c) => {
    const ask = practiceScan.safeParse(await bodyOf(c));
    return ask.success
      ? c.json({ listeners: scans.scan(ask.data.text) })
      : refuse(c, 'field-invalid', 'text');
  });

  app.get(routes.practiceScans.path, (c) => streamScans(c, parts.clock, scans));
  networkRoutes(app, reach);
  phoneRoutes(app, parts);
  voucherPracticeRoutes(app, parts);
  foreignRoutes(app, parts);
  return app;
}

/** Takes the network away from the tills and gives it back; the practice pages go on. */
function networkRoutes(app: Hono<Served>, reach: Reach): void {
  app.get(routes.practiceNetwork.path, (c) => c.json({ reachable: !reach.isCut() }));
  app.post(routes.practiceNetwork.path, async (c) => {
    const ask = practiceNetwork.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', 'reachable');
    reach.set(ask.data.reachable);
    return c.json(ask.data);
  });
}

/** What the customer's phone and the practice sheet ask for. */
function phoneRoutes(app: Hono<Served>, parts: Parts): void {
  app.get('/practice/phone', (c) => c.json({ wallet: openDemoWallet(parts) }));

  app.get('/practice/wallets/:id', (c) => {
    const view = phoneView(parts, c.req.param('id'), c.req.query('code') ?? null);
    return view ? c.json(view) : refuse(c, 'not-found');
  });

  app.post('/practice/wallets/:id/payments/:payment', async (c) => {
    const ask = phoneAnswerAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', 'pin');
    const { id, payment } = c.req.param();
    const outcome = parts.database.transaction(() =>
      answerOnPhone(parts, { wallet: id, payment, pin: ask.data.pin }),
    );
    if (!outcome.ok) return refuse(c, outcome.code);
    if (outcome.value.kind === 'wrong-pin')
      return c.json({ state: 'wrong-pin', triesLeft: outcome.value.triesLeft });
    parts.events.nudge(outcome.value.payment.merchant);
    return c.json({ state: outcome.value.payment.state });
  });

  app.post('/practice/wallets/:id/shop-code', async (c) => {
    const ask = practiceShopCodeAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', 'payload');
    const wallet = c.req.param('id');
    const outcome = parts.database.transaction(() => scanOnPhone(parts, { wallet, ...ask.data }));
    return answerScan(c, parts, outcome);
  });

  app.post(receivedRoutes.practicePrinted.path.replace('{id}', ':id'), async (c) => {
    const ask = practicePrintedAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', ask.error.issues[0]?.path.join('.'));
    const wallet = c.req.param('id') ?? '';
    const outcome = parts.database.transaction(() => payPrinted(parts, { wallet, ...ask.data }));
    return answerScan(c, parts, outcome);
  });

  app.get('/practice/goods', (c) => c.json({ items: sheetItems() }));

  app.get('/practice/picture', (c) => {
    const svg = pictureOf(c.req.query('text') ?? '');
    return svg ? c.body(svg, 200, { 'content-type': 'image/svg+xml' }) : refuse(c, 'field-invalid', 'text');
  });
}

/** What a phone hears of the code that it scanned; tills hear of what was paid. */
function answerScan(c: Context, parts: Parts, outcome: Outcome<PhoneScan>): Response {
  if (!outcome.ok) return refuse(c, outcome.code, outcome.field);
  const { payment, refused: reason } = outcome.value;
  if (reason !== null) return c.json({ state: 'refused', payment: payment.id, reason });
  parts.events.nudge(payment.merchant);
  return c.json({ state: payment.state, payment: payment.id });
}

/** What a programme does to its lists and vouchers; codes stand in bodies, never in an address. */
function voucherPracticeRoutes(app: Hono<Served>, parts: Parts): void {
  app.post(voucherRoutes.practiceProgramme.path, async (c) => {
    const ask = practiceProgrammeAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', ask.error.issues[0]?.path.join('.'));
    return c.json({ listVersion: publishProgramme(parts, ask.data) });
  });

  app.post(voucherRoutes.practiceVoucher.path, async (c) => {
    const ask = practiceVoucherAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', ask.error.issues[0]?.path.join('.'));
    const code = issueVoucher(parts, ask.data);
    return code === null ? refuse(c, 'not-found', 'programme') : c.json({ code });
  });

  app.post(voucherRoutes.practiceVoucherState.path, async (c) => {
    const ask = practiceVoucherStateAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', ask.error.issues[0]?.path.join('.'));
    const { code, state } = ask.data;
    return setVoucherState(parts, code, state) ? c.json({ state }) : refuse(c, 'not-found', 'code');
  });

  app.get('/practice/vouchers', (c) => c.json({ items: sheetVouchers(parts) }));
}

/** The foreign wallet's customer, as the scheme's own: the phone's page asks both in the same way. */
function foreignRoutes(app: Hono<Served>, { foreign }: Parts): void {
  app.post(practiceForeign.path, (c) =>
    c.json({ wallet: demoBuyer(foreign), account: foreign.account(`http://${c.req.header('host')}`) }),
  );

  app.get('/practice/foreign/:id', (c) => {
    const view = foreignPhone(foreign, c.req.param('id'), c.req.query('code') ?? null);
    return view ? c.json(view) : refuse(c, 'not-found');
  });

  app.post('/practice/foreign/:id/code', (c) => {
    const { id } = c.req.param();
    if (!foreignPhone(foreign, id, null)) return refuse(c, 'not-found');
    const digits = showCode(foreign, id);
    return c.json({ payload: digits, digits });
  });

  app.post('/practice/foreign/:id/payments/:payment', async (c) => {
    const ask = phoneAnswerAsk.safeParse(await bodyOf(c));
    if (!ask.success) return refuse(c, 'field-invalid', 'pin');
    const { id, payment } = c.req.param();
    const answered = answerTrade(foreign, id, payment, ask.data.pin);
    return answered ? c.json(answered) : refuse(c, 'state-conflict');
  });
}

/** JSON and nothing else: a form on a stranger's page can't send that type without asking first. */
async function bodyOf(c: Context): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return undefined;
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}

function refuse(c: Context, code: keyof typeof problemStatus, field?: string): Response {
  const status = problemStatus[code];
  const type = `urn:countertop:problem:${code}`;
  const body = { type, title: code.replaceAll('-', ' '), status, code, ...(field ? { field } : {}) };
  return c.json(body, status, { 'content-type': 'application/problem+json' });
}
