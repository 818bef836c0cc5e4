import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import type { PrintedSheet, SaveSheet } from '../../shared/printed-code.ts';
import { sheetPage } from './asset.ts';
import { securePreferences } from './security.ts';

/**
 * Makes the sheet with the shop's code and asks where to put it. The page is our own, without a preload and
 * out of sight; what stands on it travels in its address and is written as text, never as markup.
 */
export const savePrintedCode: SaveSheet = async (sheet) => {
  try {
    const pdf = await pdfOf(sheet);
    const { canceled, filePath } = await dialog.showSaveDialog({
      defaultPath: join(app.getPath('documents'), `${sheet.merchantId}-A6.pdf`),
      filters: [{ name: 'PDF', extensions: ['pdf'] }],
    });
    if (canceled || !filePath) return { kind: 'not-wanted' };
    await writeFile(filePath, pdf);
    return { kind: 'saved', file: filePath };
  } catch (problem) {
    // A full disk, a folder that may not be written to: the person is told and chooses another place.
    console.error(problem);
    return { kind: 'not-written' };
  }
};

async function pdfOf({ shop, merchantId, payload }: PrintedSheet): Promise<Buffer> {
  const window = new BrowserWindow({ show: false, webPreferences: { ...securePreferences } });
  try {
    const given = new URLSearchParams({ shop, merchant: merchantId, code: payload });
    await window.loadURL(`${sheetPage}?${given}`);
    return await window.webContents.printToPDF({
      pageSize: 'A6',
      printBackground: true,
      margins: { top: 0, bottom: 0, left: 0, right: 0 },
    });
  } finally {
    window.destroy();
  }
}
