import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Invoice, idOfInvoice, readInvoices } from '../../main/cli/replay-baskets.ts';
import { SoldRows } from '../../main/cli/replay-links.ts';

const head = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const pounds = { currency: 'GBP', zone: 'Europe/London' };

function read(...rows: string[]) {
  return readInvoices([head, ...rows].join('\n'), pounds);
}

function totalMinor(invoice: Invoice): bigint {
  return invoice.rows.reduce((sum, row) => sum + (row.unitPrice.minor * row.quantity) / 1000n, 0n);
}

describe('the month of December 2010', () => {
  const { invoices, refusedRows } = readInvoices(
    readFileSync(new URL('../../data/onlineretail/onlineretail_2010-12.csv', import.meta.url), 'utf8'),
    pounds,
  );
  const of = (kind: Invoice['kind']) => invoices.filter((each) => each.kind === kind && each.rows.length > 0);

  it('comes to the sales, refunds and refused baskets that the file itself adds up to', () => {
    expect(invoices).toHaveLength(2025);
    expect(of('sale')).toHaveLength(1559);
    expect(of('refund')).toHaveLength(326);
    expect(invoices.filter((each) => each.rows.length === 0)).toHaveLength(140);
    expect(refusedRows).toEqual({ 'price-not-positive': 273, 'zero-quantity': 0, 'bad-amount': 0 });
    expect(of('sale').reduce((sum, each) => sum + totalMinor(each), 0n)).toBe(82_374_614n);
    expect(of('refund').reduce((sum, each) => sum + totalMinor(each), 0n)).toBe(7_478_912n);
  });

  it('links each returned row to at most what was sold before it', () => {
    const sold = new SoldRows();
    let linked = 0;
    let unlinked = 0;
    for (const { no, kind, rows } of invoices) {
      if (kind === 'sale') sold.sold(no, rows);
      else for (const row of rows) sold.returned(row) === null ? unlinked++ : linked++;
    }
    expect({ linked, unlinked }).toEqual({ linked: 289, unlinked: 439 });
  });
});

describe('a file of invoices', () => {
  it('refuses a row for the first reason that applies', () => {
    const { invoices, refusedRows } = read(
      '1,A,x,0,2010-12-01T08:26:00,0,,',
      '1,A,x,0,2010-12-01T08:26:00,1.00,,',
      '1,A,x,1,2010-12-01T08:26:00,-3,,',
      '1,A,x,-2,2010-12-01T08:26:00,1.00,,',
      '1,A,x,2,2010-12-01T08:26:00,1.005,,',
      '1,A,x,2,2010-12-01T08:26:00,abc,,',
      '1,A,x,,2010-12-01T08:26:00,1,,',
      'C2,A,x,3,2010-12-01T08:26:00,1.00,,',
    );
    expect(refusedRows).toEqual({ 'price-not-positive': 2, 'zero-quantity': 1, 'bad-amount': 5 });
    expect(invoices.map(({ no, rows }) => [no, rows.length])).toEqual([
      ['1', 0],
      ['C2', 0],
    ]);
  });

  it('refuses what would be more than a till takes', () => {
    const { invoices, refusedRows } = read(
      '1,A,x,1,2010-12-01T08:26:00,9999999999999.99,,',
      '1,A,x,1,2010-12-01T08:26:00,0.01,,',
    );
    expect(refusedRows['bad-amount']).toBe(1);
    expect(invoices.map(totalMinor)).toEqual([999_999_999_999_999n]);
  });

  it('reads times in the zone of the shop', () => {
    const [summer] = read('1,A,x,1,2010-07-01 08:26:00,1.00,,').invoices;
    expect(summer?.occurredAt).toBe('2010-07-01T07:26:00.000Z');
  });

  it('says in one line what is wrong with a file that is none', () => {
    expect(() => readInvoices('a,b\n1,2', pounds)).toThrow('the file has no column InvoiceNo');
    expect(() => readInvoices('\n', pounds)).toThrow('the file has no column InvoiceNo');
    expect(() => read('1,A,x,1,yesterday,1.00,,')).toThrow(
      'invoice 1 has no date that can be read: "yesterday"',
    );
  });

  it('books an invoice under the same id in every run', () => {
    expect(idOfInvoice('536365')).toBe(idOfInvoice('536365'));
    expect(idOfInvoice('536365')).not.toBe(idOfInvoice('536366'));
    expect(idOfInvoice('536365')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});

describe('a returned row', () => {
  const row = (line: string) => read(line).invoices[0]?.rows ?? [];
  const sale = (no: string, quantity: number) => row(`${no},A,x,${quantity},2010-12-01T08:26:00,1.50,77,`);
  const [twoBack] = row('C9,A,x,-2,2010-12-02T08:26:00,1.50,77,');
  const [nobodysBack] = row('C9,A,x,-1,2010-12-02T08:26:00,1.50,,');

  it('goes to the latest sale that has enough left, then to an earlier one, then to none', () => {
    const sold = new SoldRows();
    sold.sold('1', sale('1', 2));
    sold.sold('2', sale('2', 3));
    sold.sold('3', sale('3', 1));
    if (!twoBack) throw new Error('the row is missing');
    expect([sold.returned(twoBack), sold.returned(twoBack), sold.returned(twoBack)]).toEqual([
      { invoiceNo: '2', no: 1 },
      { invoiceNo: '1', no: 1 },
      null,
    ]);
  });

  it('belongs to nobody where the file names no customer', () => {
    const sold = new SoldRows();
    sold.sold('1', row('1,A,x,5,2010-12-01T08:26:00,1.50,,'));
    if (!nobodysBack) throw new Error('the row is missing');
    expect(sold.returned(nobodysBack)).toBeNull();
  });
});
