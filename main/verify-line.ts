/** The line that proves a folder's books, ready to be pasted into a shell whatever the folder is called. */
export function verifyLine(dataDir: string): string {
  return `npm run -s till -- verify --data ${asOneWord(dataDir)}`;
}

/** In single quotes where a POSIX shell would take it for anything else than one word (XCU §2.2.2). */
function asOneWord(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
