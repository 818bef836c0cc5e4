import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reconcileBooks } from '../../main/cli/reconcile-books.ts';
import { openTill } from '../../main/open-till.ts';
import type { SettlementAnswer } from '../../shared/scheme-wire.ts';
import {
  askScheme,
  bentLine,
  eventsOf,
  layFile,
  linesOfDay,
  look,
  openKinds,
  openSettlingShop,
} from './settlement-shop.ts';
import { addGoods, balanceOf, expectBooksHold, type Shop, sellForWallet, seqOf, shopOf } from './shop.ts';
import type { TravelClock } from './travel-clock.ts';

const day = '2026-11-23';
const wallet = 'assets:wallet';

async function shopWithSale(): Promise<{ readonly shop: Shop; readonly clock: TravelClock }> {
  const { shop, clock } = await openSettlingShop();
  await sellForWallet(shop, await addGoods(shop, '100'));
  return { shop, clock };
}

describe('a signed file that does not hold', () => {
  const sum = (minor: string) => ({ minor, currency: 'CNY' });
  const lies: readonly (readonly [why: string, bent: Partial<SettlementAnswer>])[] = [
    ['date', { date: '2026-11-22' }],
    ['count', { count: 2 }],
    ['hash', { hash: 'ab'.repeat(32) }],
    ['gross', { gross: sum('10001') }],
    ['fee', { fee: sum('39') }],
    ['net', { net: sum('9963') }],
  ];

  it.each(lies)(
    'in its %s is kept as a case and nowhere else, once, until a good one comes',
    async (why, bent) => {
      const { shop, clock } = await shopWithSale();
      const lines = linesOfDay(shop, day);
      layFile(shop, day, lines, bent);
      clock.toNextMorning();
      const view = await askScheme(shop);
      expect(openKinds(view)).toEqual(['file-refused']);
      expect(view.cases[0]).toMatchObject({ day, why, mayClose: false });
      expect(view.days.find((one) => one.day === day)).toMatchObject({ state: 'refused', rows: 0 });
      expect(shop.view().notices.map(({ kind }) => kind)).toContain('settlement-file');
      expect(balanceOf(shop, wallet)).toBe(10_000n);
      const seq = seqOf(shop);
      await askScheme(shop);
      expect(seqOf(shop)).toBe(seq);
      await expect(reconcileBooks(shop, null)).rejects.toThrow(`settlement of ${day} does not hold: ${why}`);
      layFile(shop, day, lines);
      const good = await askScheme(shop);
      expect(openKinds(good)).toEqual([]);
      expect(good.cases[0]).toMatchObject({ kind: 'file-refused', closedBy: 'file' });
      expect(balanceOf(shop, wallet)).toBe(0n);
      expectBooksHold(shop);
    },
  );

  it('in one row is refused whole', async () => {
    const { shop, clock } = await shopWithSale();
    const [line] = linesOfDay(shop, day);
    if (!line) throw new Error('the scheme has taken nothing');
    layFile(shop, day, [{ ...line, net: '1' }]);
    clock.toNextMorning();
    expect((await askScheme(shop)).cases[0]).toMatchObject({ kind: 'file-refused', why: 'rows' });
    expect(eventsOf(shop, 'settlement-kept')).toBe(0);
    expectBooksHold(shop);
  });
});

describe('a second file for a day', () => {
  it('with other rows is an alarm, told once; the first one stays', async () => {
    const { shop, clock } = await shopWithSale();
    const lines = linesOfDay(shop, day);
    clock.toNextMorning();
    await askScheme(shop);
    expect(balanceOf(shop, wallet)).toBe(0n);
    layFile(
      shop,
      day,
      lines.map((line) => bentLine(line, { fee: '0' })),
    );
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual(['file-changed']);
    expect(view.days.find((one) => one.day === day)).toMatchObject({
      state: 'differs',
      fees: { minor: '38' },
    });
    await askScheme(shop);
    expect(eventsOf(shop, 'settlement-alarmed')).toBe(1);
    expect(await reconcileBooks(shop, null)).toMatchObject({ matched: 1, missingThere: 0, amountDiffers: 0 });
    const [found] = view.cases;
    await shop.ask('settlement.closeCase', {
      caseId: found?.id ?? '',
      reason: 'The scheme has explained it',
    });
    expect(openKinds(await look(shop))).toEqual([]);
    expectBooksHold(shop);
  });
});

/** Somebody between the till and the scheme, who may change what passes. */
async function between(url: string, change: (path: string, body: string) => string): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      url + (incoming.url ?? ''),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        if (incoming.url?.startsWith('/settlements') !== true) {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        answer.on('end', () => {
          const body = Buffer.from(change(incoming.url ?? '', Buffer.concat(parts).toString('utf8')));
          outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'content-length': body.length });
          outgoing.end(body);
        });
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a file that somebody changed on its way', () => {
  it('is not the scheme’s: nothing of it is kept but that it came', async () => {
    const { shop: host, clock } = await openSettlingShop();
    let isHonest = false;
    const url = await between(host.schemeUrl, (_, body) =>
      isHonest ? body : body.replaceAll('"fee":"38"', '"fee":"0"').replaceAll('"10000"', '"10001"'),
    );
    const dataDir = `${host.dataDir}/other`;
    const opened = await openTill({
      dataDir,
      schemeUrl: url,
      practice: true,
      stock: true,
      clock,
      ticket: () => host.practice.terminal({ currency: 'CNY', zone: 'Asia/Shanghai' }),
    });
    if (!opened.ok) throw new Error(opened.problem.code);
    const { sandbox, practice } = host;
    const shop = shopOf({
      ...opened.value,
      sandbox,
      practice,
      schemeUrl: url,
      dataDir,
      close: async () => opened.value.close(),
    });
    onTestFinished(shop.close);
    await sellForWallet(shop, await addGoods(shop, '100'));
    clock.toNextMorning();
    const view = await askScheme(shop);
    expect(openKinds(view)).toEqual(['file-refused']);
    expect(view.cases[0]?.why).toBe('wrong-signature');
    expect(balanceOf(shop, wallet)).toBe(10_000n);
    isHonest = true;
    expect(openKinds(await askScheme(shop))).toEqual([]);
    expect(balanceOf(shop, wallet)).toBe(0n);
    expectBooksHold(shop);
  });
});

describe('a disk that takes nothing more', () => {
  it('keeps neither half a file nor half a booking, and the next hour settles all', async () => {
    const { shop, clock } = await shopWithSale();
    clock.toNextMorning();
    const { journal } = shop.till.counter;
    const { commit } = journal;
    Object.assign(journal, {
      commit: () => {
        throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
      },
    });
    const seq = seqOf(shop);
    await askScheme(shop);
    expect(seqOf(shop)).toBe(seq);
    Object.assign(journal, { commit });
    expect(openKinds(await askScheme(shop))).toEqual([]);
    expect(balanceOf(shop, wallet)).toBe(0n);
    expectBooksHold(shop);
  });
});
