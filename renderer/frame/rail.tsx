import { Button as AriaButton } from 'react-aria-components';
import type { Room } from '../../shared/views.ts';
import { Icon } from '../parts/icon.tsx';
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
      </ul>
    </nav>
  );
}
