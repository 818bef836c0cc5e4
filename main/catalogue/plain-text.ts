/**
 * What a name or category may hold: no control or invisible direction characters (they reach receipts and
 * printers), no spaces around, and no leading = + - @, which a spreadsheet would run as a formula when the
 * goods are exported again (OWASP, "CSV Injection").
 */
export function plainText(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/^[\s=+\-@＝＋－＠]+/u, '')
    .trim();
}
