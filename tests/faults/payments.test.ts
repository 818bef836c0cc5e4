import { tellCells } from './cells.ts';
import { scenes } from './scenes.ts';

tellCells(scenes.payments);
