/** The closed list of roles; what each may do stands beside each call in `contract.ts`. */
export const roles = ['owner', 'manager', 'cashier', 'officer', 'support'] as const;

export type Role = (typeof roles)[number];

/** Who sells: everybody of the shop, nobody of the scheme. */
export const counterStaff: readonly Role[] = ['owner', 'manager', 'cashier'];

/** Who changes goods, closes the shift, and goes beyond limits without asking (trust.md §2). */
export const shopLeads: readonly Role[] = ['owner', 'manager'];
