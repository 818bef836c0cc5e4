import { membersAsWritten } from '../../platform/members-as-written.ts';
import { isRsa2 } from '../../platform/rsa2.ts';
import type { HttpAnswer, HttpRequest } from '../../platform/signature-base.ts';
import { answerMember, type WalletAsk, type WalletSaid, walletSaid } from '../../shared/code-wallet-wire.ts';
import { keep } from '../scheme/kept-answer.ts';
import { type DarkReason, dark, type Outcome } from '../scheme/outcome.ts';
import type { WalletAccount } from './account.ts';

/** What an answer comes to: the provider's signed word, or nothing that counts. */
export function heard(
  account: WalletAccount,
  ask: WalletAsk,
  request: HttpRequest,
  answer: HttpAnswer,
): Outcome<WalletSaid> {
  const proof = keep(request, answer);
  if (answer.status >= 500) return dark('server-error', proof);
  if (answer.status >= 300 && answer.status < 400) return dark('redirect', proof);
  if (answer.status !== 200) return dark('not-recognised', proof, String(answer.status));
  const found = signedMember(account, answerMember(ask), proof.body);
  if ('why' in found) return dark(found.why, proof);
  const value = walletSaid(ask, JSON.parse(found.member));
  if (!value) return dark('malformed', proof);
  // Their system's trouble is signed, and still says nothing of the order.
  return value.means === 'dark'
    ? dark('server-error', proof, value.reason)
    : { kind: 'answer', value, proof };
}

/** The member that answers, where the provider has signed exactly that. */
function signedMember(
  account: WalletAccount,
  name: string,
  body: string,
): { readonly member: string } | { readonly why: DarkReason } {
  const members = membersAsWritten(body);
  const member = members?.get(name);
  // "error_response": they did not recognise the request, so it is about no order at all.
  if (members?.has('error_response')) return { why: 'not-recognised' };
  if (!members || member === undefined) return { why: 'malformed' };
  const sign = /^"([A-Za-z0-9+/=]+)"$/.exec((members.get('sign') ?? '').replaceAll('\\/', '/'))?.[1];
  if (sign === undefined) return { why: 'unsigned' };
  return isRsa2(account.publicKey, member, sign) ? { member } : { why: 'wrong-signature' };
}
