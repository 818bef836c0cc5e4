import { describe, expect, test } from 'vitest';
import { inspect } from '../../shared/qr/inspect.ts';
import { vectorFiles, vectorsOf } from './vectors.ts';

/** How many vectors each file holds, so that a file cut short does not pass as a success. */
const counts = { codes: [43, 55], 'emv-cpm': [11, 22], 'emv-mpm': [49, 50] } as const;

describe.each(vectorFiles)('every scanned code of %s.json is read as the page says', (file) => {
  const vectors = vectorsOf(file);

  test('the file is whole', () => {
    const valid = vectors.filter((vector) => vector.expect.valid).length;
    expect([valid, vectors.length - valid]).toEqual(counts[file]);
  });

  test.each(vectors.map((vector) => [vector.id, vector] as const))(
    '%s',
    (_, { payload, expect: expected }) => {
      const answer = inspect(payload);
      expect({ kind: answer.kind, valid: answer.valid }).toEqual({
        kind: expected.kind,
        valid: expected.valid,
      });
      if (!answer.valid) return expect(answer.problem).toEqual(expected.problem);
      const fields = Object.entries(answer.fields);
      for (const [name, value] of Object.entries(expected.fields ?? {})) {
        expect(fields.find(([given]) => given === name)?.[1], name).toStrictEqual(value);
      }
    },
  );
});
