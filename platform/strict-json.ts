/**
 * JSON as RFC 8785 wants it before anything is believed of it: a name stands once in an object. JSON.parse
 * takes the last of two and another reader the first, so that one signature would cover two meanings
 * (RFC 8259 §4). Throws SyntaxError for that and for whatever is no JSON.
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const twice = nameStandingTwice(text);
  if (twice !== null) throw new SyntaxError(`the name ${JSON.stringify(twice)} stands twice`);
  return value;
}

/** Strings, and what opens, closes and parts; of JSON that has been parsed nothing else can matter. */
const pieces = /"(?:[^"\\]|\\.)*"|[{}[\],]/gs;

/** Of text that is JSON: the first name that its object has already; null where none is. */
function nameStandingTwice(text: string): string | null {
  /** The names of each object that is open; null for a list. */
  const open: (Set<string> | null)[] = [];
  let isName = false;
  for (const [piece] of text.matchAll(pieces)) {
    const names = open.at(-1) ?? null;
    if (piece === '{') open.push(new Set());
    else if (piece === '[') open.push(null);
    else if (piece === '}' || piece === ']') open.pop();
    else if (piece !== ',' && isName && names) {
      const name = String(JSON.parse(piece));
      if (names.has(name)) return name;
      names.add(name);
    }
    isName = piece === '{' || (piece === ',' && names !== null);
  }
  return null;
}
