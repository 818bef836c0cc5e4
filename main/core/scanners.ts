import { SerialPort } from 'serialport';
import type { Clock } from '../../shared/time.ts';
import { startPracticeScanner } from '../devices/practice-scanner.ts';
import type { Scanner } from '../devices/scanner.ts';
import { startSerialScanner } from '../devices/serial-scanner.ts';
import type { Till } from '../till.ts';

/**
 * The scanners that the core reads itself: the practice shop's, and the serial one of the settings,
 * taken up anew whenever another port is chosen. Answers a function that stops them.
 */
export function startScanners(till: Till, schemeUrl: string, clock: Clock): () => void {
  const onScan = ({ text, aim }: { readonly text: string; readonly aim?: string }) =>
    void till.scanned({ text, aim });
  const onState = sayWhenLost(till, clock);
  const practice = startPracticeScanner({ schemeUrl, clock }, { onScan });
  let path: string | null = null;
  let serial: Scanner | null = null;
  const follow = (wanted: string | null) => {
    if (wanted === path) return;
    serial?.stop();
    path = wanted;
    // Whatever the port before was missing is of no interest any more.
    onState(true);
    serial = wanted === null ? null : startSerialScanner({ path: wanted, clock }, { onScan, onState });
  };
  follow(till.settings.current().serialScanner);
  const stopListening = till.onTell((name) => {
    if (name === 'register') follow(till.settings.current().serialScanner);
  });
  return () => {
    stopListening();
    practice.stop();
    serial?.stop();
  };
}

/** A scanner that was pulled out is a notice until it is back, each time anew. */
function sayWhenLost(till: Till, clock: Clock): (isThere: boolean) => void {
  let lost: string | null = null;
  return (isThere) => {
    if (isThere === (lost === null)) return;
    if (lost !== null) till.notices.dismiss(lost);
    lost = isThere ? null : till.notices.say('scanner-lost', String(clock.now()));
    till.tellRegister();
  };
}

/** Paths of the serial ports that are there; none where the system can't tell. */
export async function serialPorts(): Promise<string[]> {
  const ports = await SerialPort.list().catch(() => []);
  return ports.map((port) => port.path);
}
