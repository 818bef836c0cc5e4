/** What stands on the sheet with the code that the shop hangs up. */
export type PrintedSheet = { readonly shop: string; readonly merchantId: string; readonly payload: string };

/** What became of the sheet as a file. `not-wanted`: nobody chose a place for it. */
export type SheetSaved =
  | { readonly kind: 'saved'; readonly file: string }
  | { readonly kind: 'not-wanted' }
  | { readonly kind: 'not-written' };

/** Makes a PDF of the sheet and asks where to put it. */
export type SaveSheet = (sheet: PrintedSheet) => Promise<SheetSaved>;
