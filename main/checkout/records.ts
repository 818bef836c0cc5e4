import { type Basket, changed, emptyBasket } from '../../shared/basket.ts';
import type { Database } from '../store/database.ts';
import type { Projectors } from '../store/journal.ts';

export type KeptBasket = {
  readonly basket: Basket;
  readonly state: 'open' | 'held';
  readonly heldAt: string | null;
  /** When the sale happened, if before it is rung up; null: when it is settled. */
  readonly soldAt: string | null;
};

type BasketRow = { id: string; state: string; held_at: string | null; sold_at: string | null; body: string };

export const checkoutProjectors: Projectors = {
  'basket-opened': (db, { data }) => {
    const body = JSON.stringify(emptyBasket(data.basketId, data.currency));
    db.run(
      "INSERT INTO basket (id, state, held_at, sold_at, body) VALUES (?, 'open', NULL, ?, ?)",
      data.basketId,
      data.soldAt,
      body,
    );
  },
  'basket-changed': (db, { data }) => {
    const row = db.get<{ body: string }>('SELECT body FROM basket WHERE id = ?', data.basketId);
    if (!row) throw new Error(`basket ${data.basketId} is not open`);
    const next = data.changes.reduce(changed, JSON.parse(row.body) as Basket);
    db.run('UPDATE basket SET body = ? WHERE id = ?', JSON.stringify(next), data.basketId);
  },
  'basket-held': (db, { data, occurredAt }) => {
    db.run("UPDATE basket SET state = 'held', held_at = ? WHERE id = ?", occurredAt, data.basketId);
  },
  'basket-recalled': (db, { data }) => {
    db.run("UPDATE basket SET state = 'open', held_at = NULL WHERE id = ?", data.basketId);
  },
  'basket-abandoned': (db, { data }) => {
    db.run('DELETE FROM basket WHERE id = ?', data.basketId);
  },
  'sale-settled': (db, { data }) => {
    db.run('DELETE FROM basket WHERE id = ?', data.saleId);
  },
};

function kept(row: BasketRow): KeptBasket {
  return {
    // Written by the projector below from a checked event: trusted here, proved by `verify`.
    basket: JSON.parse(row.body) as Basket,
    state: row.state === 'held' ? 'held' : 'open',
    heldAt: row.held_at,
    soldAt: row.sold_at,
  };
}

export function openBasket(db: Database): KeptBasket | null {
  const row = db.get<BasketRow>("SELECT * FROM basket WHERE state = 'open' ORDER BY id DESC LIMIT 1");
  return row && kept(row);
}

export function basketById(db: Database, id: string): KeptBasket | null {
  const row = db.get<BasketRow>('SELECT * FROM basket WHERE id = ?', id);
  return row && kept(row);
}

/** Oldest first: the order in which the customers stepped aside. */
export function heldBaskets(db: Database): KeptBasket[] {
  return db.all<BasketRow>("SELECT * FROM basket WHERE state = 'held' ORDER BY held_at, id").map(kept);
}
