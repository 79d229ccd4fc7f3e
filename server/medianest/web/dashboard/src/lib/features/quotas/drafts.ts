import { QUOTA_KINDS, type QuotaKind, type QuotaLimits } from '#lib/api/requests.ts';

/** Limits while they are typed; null is an empty field. */
export type Drafts = Record<QuotaKind, { limit: number | null; days: number }>;

const USUAL_DAYS = 7;

export function draftsOf(limits: QuotaLimits | null): Drafts {
  const drafts = QUOTA_KINDS.map((kind) => {
    const limit = limits?.[kind];
    return [kind, { limit: limit?.limit ?? null, days: limit?.days ?? USUAL_DAYS }];
  });
  return Object.fromEntries(drafts) as Drafts;
}

export function limitsOf(drafts: Drafts): QuotaLimits {
  const limits = QUOTA_KINDS.map((kind) => {
    const { limit, days } = drafts[kind];
    return [kind, limit === null ? null : { limit, days }];
  });
  return Object.fromEntries(limits) as QuotaLimits;
}

export function isUnlimited(limits: QuotaLimits): boolean {
  return QUOTA_KINDS.every((kind) => limits[kind] === null);
}
