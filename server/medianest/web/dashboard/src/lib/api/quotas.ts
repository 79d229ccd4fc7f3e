/** How much a person may ask for, and have fetched. Times are RFC 3339. */

/** So many in all. */
export interface Limit {
  limit: number;
}

/** So many within so many days. */
export interface RollingLimit extends Limit {
  days: number;
}

export interface Used extends Limit {
  used: number;
  remaining: number;
}

export type RollingUsed = Used & RollingLimit;

export const QUOTA_KINDS = ['films', 'seasons', 'episodes', 'gigabytes'] as const;
export type QuotaKind = (typeof QUOTA_KINDS)[number];

/** What a person has left of what they may ask for; null is no limit. */
export type Quota = Record<QuotaKind, RollingUsed | null>;
export type QuotaLimits = Record<QuotaKind, RollingLimit | null>;

export interface AssignedQuota extends QuotaLimits {
  /** `role:<role>` or `person:<id>`. */
  subject: string;
  name: string;
}

/** What a person has left of what they may have fetched; null is no limit. */
export interface DownloadQuota {
  /** With the time when the next link may be submitted, if none may now. */
  downloads: (RollingUsed & { againAt: string | null }) | null;
  gigabytes: Used | null;
}

export interface DownloadLimits {
  downloads: RollingLimit | null;
  gigabytes: Limit | null;
}

export interface PersonLimits {
  /** Null where the usual limits hold. */
  own: DownloadLimits | null;
  usual: DownloadLimits;
  quota: DownloadQuota;
}
