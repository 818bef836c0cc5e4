import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../words.ts';
import { Button } from './button.tsx';
import { type Keys, useKeys } from './keys.ts';

export type SheetProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The keys of the sheet's foot; the main action last, at the lower right. */
  readonly actions?: ReactNode;
  readonly keys?: Keys;
  readonly width?: 'normal' | 'wide';
};

/** The one modal of the till: never a second one over it. Escape goes back one step. */
export function Sheet({ title, onClose, children, actions, keys = {}, width = 'normal' }: SheetProps) {
  const say = useWords();
  return (
    <ModalOverlay className="veil" isOpen onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Modal className="sheet" data-width={width}>
        <Dialog className="sheet-inside">
          <SheetKeys keys={keys} />
          <Heading slot="title" className="sheet-title">
            {title}
          </Heading>
          <div className="sheet-body">{children}</div>
          <div className="sheet-actions">
            <Button onPress={onClose} keyHint="Esc">
              {say('back')}
            </Button>
            {actions}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function SheetKeys({ keys }: { readonly keys: Keys }) {
  useKeys(keys, 'sheet');
  return null;
}
