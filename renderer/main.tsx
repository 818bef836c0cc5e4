import './no-eval.ts';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { listenToKeys } from './parts/keys.ts';
import { listenToTaps } from './parts/press-guard.ts';
import { startScanning } from './scanning.ts';
import './styles.ts';

// The scanner listens first: what it keeps, no key binding sees.
startScanning(window);
listenToKeys(window);
listenToTaps(window);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the window');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
