import { useState } from 'react';
import { Chip } from '../parts/chip.tsx';
import { useWhen } from '../parts/when.ts';
import { useRegister } from '../register-store.ts';
import { useWords } from '../words.ts';
import { HandInsSheet } from './hand-ins-sheet.tsx';
import { LooksChips } from './looks-chips.tsx';
import { UnresolvedSheet, useOpenMatters } from './unresolved-sheet.tsx';

/** Shop, shift, network; large text and language always within reach. */
export function TopBar({ onNotices }: { readonly onNotices: () => void }) {
  const { shop, shift, staff } = useRegister();
  const say = useWords();
  return (
    <header className="top-bar">
      <div className="top-bar-shop">
        <strong className="shop-name">{shop.name}</strong>
        <Chip>
          {shift === null
            ? say('bar.no-shift', { name: staff.name })
            : say('bar.shift', { number: shift.number, name: staff.name })}
        </Chip>
      </div>
      <OpenMatters onNotices={onNotices} />
      <NetworkChip />
      <LooksChips />
    </header>
  );
}

/** Payments whose end nobody knows, and what the cashier has still to read. */
function OpenMatters({ onNotices }: { readonly onNotices: () => void }) {
  const { handIns, notices } = useRegister();
  const { attempts, refunds } = useOpenMatters();
  const count = attempts.length + refunds.length;
  const [isOpen, setOpen] = useState(false);
  const [isWaiting, setWaiting] = useState(false);
  const say = useWords();
  return (
    <>
      {notices.length === 0 ? null : (
        <Chip tone="info" icon="info" onPress={onNotices}>
          {say('bar.notices', { count: notices.length })}
        </Chip>
      )}
      {count === 0 ? null : (
        <Chip tone="wait" icon="clock" onPress={() => setOpen(true)}>
          {say('bar.unresolved', { count })}
        </Chip>
      )}
      {handIns.length === 0 ? null : (
        <Chip tone="wait" icon="clock" onPress={() => setWaiting(true)}>
          {say('bar.hand-ins', { count: handIns.length })}
        </Chip>
      )}
      {isWaiting ? <HandInsSheet onClose={() => setWaiting(false)} /> : null}
      {isOpen ? <UnresolvedSheet onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Follows the last signed answer, never a guess (look.md 14). */
function NetworkChip() {
  const { network } = useRegister();
  const say = useWords();
  const when = useWhen();
  if (network.state === 'answering') {
    return (
      <Chip tone="go" icon="check">
        {say('network.answering')}
      </Chip>
    );
  }
  if (network.state === 'not-asked-yet') return <Chip icon="network">{say('network.not-asked-yet')}</Chip>;
  return (
    <Chip tone="wait" icon="warning">
      {network.since === null
        ? say('network.silent')
        : say('network.silent-since', { time: when.clock(network.since) })}
    </Chip>
  );
}
