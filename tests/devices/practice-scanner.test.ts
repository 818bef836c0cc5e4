import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPracticeScanner } from '../../main/devices/practice-scanner.ts';
import type { Scan, Scanner } from '../../main/devices/scanner.ts';
import { type SmallScheme, startSmallScheme } from '../scheme/small-scheme.ts';

let scheme: SmallScheme;
let scanner: Scanner;
const scans: Scan[] = [];

beforeEach(async () => {
  scheme = await startSmallScheme();
});
afterEach(async () => {
  scanner.stop();
  await scheme.close();
});

describe('the practice scanner', () => {
  it('gives out what is held to it like any scanner, and passes over what is no scan', async () => {
    scheme.handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('event: scan\ndata: {"text":"]Q1hQVDUFY="}\n\nevent: scan\ndata: {"text":7}\n\n');
      response.write('event: other\ndata: {"text":"x"}\n\nevent: scan\ndata: {"text":"6901234567892"}\n\n');
    };
    const clock = { now: () => 1000, mono: () => performance.now(), after: () => () => undefined };
    scanner = startPracticeScanner({ schemeUrl: scheme.url, clock }, { onScan: (scan) => scans.push(scan) });
    await vi.waitFor(() =>
      expect(scans).toEqual([
        { text: 'hQVDUFY=', aim: ']Q1', device: 'practice', at: 1000 },
        { text: '6901234567892', device: 'practice', at: 1000 },
      ]),
    );
    expect(scheme.heard.map((request) => request.path)).toEqual(['/practice/scans']);
  });
});
