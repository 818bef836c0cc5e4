const everyMs = 100;

/**
 * Asks again and again until the answer is neither null, false nor empty, and gives it; throws after the
 * limit. For what a screen does not show: what it shows is waited for by its locator.
 */
export async function until<T>(
  ask: () => Promise<T> | T,
  limitMs = 20_000,
): Promise<Exclude<T, null | undefined | false | 0 | ''>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms for nothing: ${ask}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function isThere<T>(answer: T): answer is Exclude<T, null | undefined | false | 0 | ''> {
  return Boolean(answer);
}
