import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { membersAsWritten } from '../../platform/members-as-written.ts';
import { isRsa2, rsaPrivateKey, rsaPublicKey, signRsa2, textOfParameters } from '../../platform/rsa2.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

it('signs parameters in the order of their names, without the signature and without what is empty', () => {
  const text = textOfParameters({
    version: '1.0',
    app_id: '2',
    sign: 'x',
    format: '',
    biz_content: '{"a":1}',
  });
  expect(text).toBe('app_id=2&biz_content={"a":1}&version=1.0');
});

it('reads keys as PEM and as the bare base64 of a console, and checks what they sign', () => {
  const secret = pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const open = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const signature = signRsa2(rsaPrivateKey(secret), '金额=12.50');
  expect(isRsa2(rsaPublicKey(open), '金额=12.50', signature)).toBe(true);
  expect(isRsa2(rsaPublicKey(open), '金额=12.51', signature)).toBe(false);
  expect(isRsa2(rsaPublicKey(open), '金额=12.50', 'not base64')).toBe(false);
  const curve = generateKeyPairSync('ed25519');
  const other = curve.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(() => rsaPublicKey(other)).toThrow('no RSA key');
});

it('finds each member exactly as it is written', () => {
  const node = '{"code":"10000","note":"a \\"}{,] b","list":[1,{"x":"]"}],"money": "12.50" }';
  const members = membersAsWritten(
    ` {"alipay_trade_pay_response" : ${node} ,"n":-1.5e3,"t":true,\n"sign":"ab=="}`,
  );
  expect(members?.get('alipay_trade_pay_response')).toBe(node);
  expect(members?.get('sign')).toBe('"ab=="');
  expect(members?.get('n')).toBe('-1.5e3');
  expect(members?.get('t')).toBe('true');
  expect(membersAsWritten('{}')?.size).toBe(0);
});

it.each(['', '[]', 'null', '"x"', '{"a":1', '{"a":1,"a":2}', '{"a":1,"\\u0061":2}'])(
  'reads nothing out of %s',
  (text) => {
    expect(membersAsWritten(text)).toBeNull();
  },
);

it('gives every member of every object back, however it is spaced', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (value, space) => {
      // A member of this name is none of the object's own once it is parsed.
      fc.pre(!Object.hasOwn(value, '__proto__'));
      const members = membersAsWritten(JSON.stringify(value, null, space));
      const back = Object.fromEntries([...(members ?? [])].map(([name, text]) => [name, JSON.parse(text)]));
      expect(back).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
