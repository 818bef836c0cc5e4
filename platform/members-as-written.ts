/**
 * The members of a JSON object, each as it is written, since that is what an answer is signed over. Null
 * where the text is no JSON object, or names a member twice: then nobody can say which one was signed.
 */
export function membersAsWritten(text: string): ReadonlyMap<string, string> | null {
  if (!isJsonObject(text)) return null;
  const members = new Map<string, string>();
  const walk = { text, at: skipSpace(text, text.indexOf('{') + 1) };
  while (text[walk.at] === '"') {
    const name: unknown = JSON.parse(takeValue(walk));
    walk.at = skipSpace(text, skipSpace(text, walk.at) + 1);
    const value = takeValue(walk);
    if (typeof name !== 'string' || members.has(name)) return null;
    members.set(name, value);
    walk.at = skipSpace(text, walk.at);
    if (text[walk.at] === ',') walk.at = skipSpace(text, walk.at + 1);
  }
  return members;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** The text is known to be JSON, so only its nesting and its strings have to be followed. */
function takeValue(walk: { readonly text: string; at: number }): string {
  const from = walk.at;
  let depth = 0;
  for (;;) {
    const character = walk.text[walk.at] ?? '';
    if (character === '"') walk.at = endOfString(walk.text, walk.at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth < 0 || (depth === 0 && character === ',')) return walk.text.slice(from, walk.at).trimEnd();
    walk.at += 1;
    if (depth === 0 && (character === '"' || character === '}' || character === ']'))
      return walk.text.slice(from, walk.at);
  }
}

/** Where the string that begins at `from` has its closing quote. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
