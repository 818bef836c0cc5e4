import type { Room } from '../../shared/views.ts';

/** Which room the register's window has open: the customer sees the basket only while somebody sells. */
export type Looking = {
  readonly room: () => Room;
  /** Answers whether that is another room than before. */
  readonly lookAt: (room: Room) => boolean;
};

export function createLooking(): Looking {
  let current: Room = 'sell';
  return {
    room: () => current,
    lookAt: (room) => {
      const isNew = room !== current;
      current = room;
      return isNew;
    },
  };
}
