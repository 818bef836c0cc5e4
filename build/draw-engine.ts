import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundle.ts';
import { enginePage } from './engine-page.ts';
import { enginePicture } from './engine-picture.ts';

/** `node --import tsx build/draw-engine.ts`: writes the page and the picture of the payment engine. */
mkdirSync(join(root, 'docs'), { recursive: true });
writeFileSync(join(root, 'docs/payment-engine.md'), enginePage());
writeFileSync(join(root, 'docs/payment-engine.svg'), enginePicture());
