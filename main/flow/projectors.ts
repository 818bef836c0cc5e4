import { catalogueProjectors } from '../catalogue/records.ts';
import { checkoutProjectors } from '../checkout/records.ts';
import { ledgerProjectors } from '../ledger/records.ts';
import { onboardingProjectors } from '../onboarding/records.ts';
import { offlineProjectors } from '../payment/offline-records.ts';
import { receivedProjectors } from '../payment/received-records.ts';
import { paymentProjectors } from '../payment/records.ts';
import { takenProjectors } from '../payment/taken-records.ts';
import { receiptProjectors } from '../receipt/records.ts';
import { reportsProjectors } from '../reports/records.ts';
import { settlementProjectors } from '../settlement/records.ts';
import { shiftProjectors } from '../shift/records.ts';
import { staffProjectors } from '../staff/records.ts';
import type { Projectors } from '../store/journal.ts';

/** Every room's part in the books, in the order in which they see an event. */
export const allProjectors: readonly Projectors[] = [
  onboardingProjectors,
  staffProjectors,
  catalogueProjectors,
  checkoutProjectors,
  paymentProjectors,
  offlineProjectors,
  receivedProjectors,
  takenProjectors,
  settlementProjectors,
  ledgerProjectors,
  receiptProjectors,
  shiftProjectors,
  reportsProjectors,
];
