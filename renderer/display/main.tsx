import '../no-eval.ts';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../tokens/tokens.css';
import '../tokens/base.css';
import '../parts/controls.css';
import '../parts/surfaces.css';
import './display.css';
import { DisplayApp } from './display-app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the display');
createRoot(root).render(
  <StrictMode>
    <DisplayApp />
  </StrictMode>,
);
