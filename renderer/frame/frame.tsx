import { useEffect, useRef, useState } from 'react';
import type { Room } from '../../shared/views.ts';
import { ask, onTell } from '../api.ts';
import { useAsking } from '../parts/asking.ts';
import { Button } from '../parts/button.tsx';
import { useKeys } from '../parts/keys.ts';
import { useRegister } from '../register-store.ts';
import { DayScreen } from '../screens/day/day-screen.tsx';
import { GoodsScreen } from '../screens/goods/goods-screen.tsx';
import { SalesScreen } from '../screens/sales/sales-screen.tsx';
import { SellRoom } from '../screens/sell/sell-room.tsx';
import { SettingsScreen } from '../screens/settings/settings-screen.tsx';
import { useWords } from '../words.ts';
import { HeardScans } from './heard-scans.tsx';
import { Rail } from './rail.tsx';
import { rooms } from './rooms.ts';
import { ScanBar } from './scan-bar.tsx';
import { useStillHere } from './still-here.ts';
import { TopBar } from './top-bar.tsx';

/** Rail, bar and the room that is open. */
export function Frame() {
  const [room, setRoom] = useState<Room>('sell');
  const [askedSale, setAskedSale] = useState<AskedSale | null>(null);
  useRoomKeys(setRoom);
  useTellsRoom(room);
  useStillHere();
  useScansLeadToRooms(setRoom, setAskedSale);
  const open = (next: Room) => {
    setAskedSale(null);
    setRoom(next);
  };
  return (
    <div className="frame">
      <Rail room={room} onOpen={open} />
      <TopBar onNotices={() => open('sell')} />
      <PracticeStrip />
      <main className="room" data-room={room}>
        <RoomInside room={room} askedSale={askedSale} onOpen={open} />
        <ScanBar />
        <HeardScans />
      </main>
    </div>
  );
}

/** The sale of a scanned receipt; each scan leads to it anew. */
type AskedSale = { readonly saleId: string; readonly scan: number };

type InsideProps = {
  readonly room: Room;
  readonly askedSale: AskedSale | null;
  readonly onOpen: (room: Room) => void;
};

function RoomInside({ room, askedSale, onOpen }: InsideProps) {
  switch (room) {
    case 'sell':
      return <SellRoom onOpen={onOpen} />;
    case 'sales':
      return <SalesScreen key={askedSale?.scan} askedSale={askedSale?.saleId ?? null} />;
    case 'day':
      return <DayScreen />;
    case 'goods':
      return <GoodsScreen />;
    case 'settings':
      return <SettingsScreen />;
  }
}

function useRoomKeys(setRoom: (room: Room) => void): void {
  useKeys(Object.fromEntries(rooms.map(({ room, key }) => [key, () => setRoom(room)])));
}

/** The core knows which room is open, since the customer sees the basket only in one; a core started anew is told again. */
function useTellsRoom(room: Room): void {
  useEffect(() => {
    const tell = () => void ask('register.lookAt', { room });
    tell();
    return onTell('core', ({ up }) => (up ? tell() : undefined));
  }, [room]);
}

/** What is scanned is looked at: goods and codes in the sell room, a receipt among the sales. */
function useScansLeadToRooms(setRoom: (room: Room) => void, setAskedSale: (asked: AskedSale) => void): void {
  const scan = useRef(0);
  useEffect(
    () =>
      onTell('scan', ({ outcome }) => {
        if (outcome.heard === 'ignored') return;
        if (outcome.heard !== 'receipt') return setRoom('sell');
        scan.current += 1;
        if (outcome.id !== null) setAskedSale({ saleId: outcome.id, scan: scan.current });
        setRoom('sales');
      }),
    [setRoom, setAskedSale],
  );
}

/** Practice is always marked (look.md 11), and what a newcomer needs for a first sale is one key away. */
function PracticeStrip() {
  const say = useWords();
  const { practice } = useRegister().shop;
  const { run, isBusy } = useAsking();
  if (!practice) return null;
  return (
    <aside className="practice-strip" aria-label={say('practice')}>
      <span>{say('practice.strip')}</span>
      <Button look="quiet" onPress={() => void run('practice.open', { page: 'sheet' })} isBusy={isBusy}>
        {say('practice.open-sheet')}
      </Button>
      <Button look="quiet" onPress={() => void run('practice.open', { page: 'phone' })} isBusy={isBusy}>
        {say('practice.open-phone')}
      </Button>
    </aside>
  );
}
