import { Button as AriaButton } from 'react-aria-components';
import type { Room } from '../../shared/views.ts';
import { ask } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeys } from '../parts/keys.ts';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';
import { rooms } from './rooms.ts';

export type RailProps = { readonly room: Room; readonly onOpen: (room: Room) => void };

export function Rail({ room: openRoom, onOpen }: RailProps) {
  const say = useWords();
  return (
    <nav className="rail" aria-label={say('rail.label')}>
      <span className="rail-name" lang="en">
        {say('till.name')}
      </span>
      <ul>
        {rooms.map(({ room, icon, words, key }) => (
          <li key={room} data-room={room}>
            <AriaButton
              className="rail-room"
              aria-keyshortcuts={key.replace('Ctrl', 'Control')}
              {...(room === openRoom ? { 'aria-current': 'page' as const } : {})}
              onPress={() => onOpen(room)}
            >
              <Icon name={icon} />
              {say(words)}
            </AriaButton>
          </li>
        ))}
        <LockKey />
      </ul>
    </nav>
  );
}

/** One press and somebody else can come to the till; there where somebody has a PIN. */
function LockKey() {
  const say = useWords();
  const { usesPins } = useRegister().lock;
  const lock = () => void ask('staff.lock', {});
  useKeys(usesPins ? { 'Ctrl+l': lock } : {}, 'frame');
  if (!usesPins) return null;
  return (
    <li>
      <AriaButton className="rail-room" aria-keyshortcuts="Control+L" onPress={lock}>
        <Icon name="lock" />
        {say('lock')}
      </AriaButton>
    </li>
  );
}
