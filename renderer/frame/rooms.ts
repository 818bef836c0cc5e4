import type { Room } from '../../shared/views.ts';
import type { IconName } from '../parts/icon.tsx';
import type { WordKey } from '../words.ts';

/** The rooms in the rail, top down; settings stand apart at its foot. */
export const rooms: readonly {
  readonly room: Room;
  readonly icon: IconName;
  readonly words: WordKey;
  readonly key: string;
}[] = [
  { room: 'sell', icon: 'cart', words: 'room.sell', key: 'Ctrl+1' },
  { room: 'sales', icon: 'receipt', words: 'room.sales', key: 'Ctrl+2' },
  { room: 'day', icon: 'bars', words: 'room.day', key: 'Ctrl+3' },
  { room: 'goods', icon: 'box', words: 'room.goods', key: 'Ctrl+4' },
  { room: 'settings', icon: 'settings', words: 'room.settings', key: 'Ctrl+5' },
];
