import { type DownloadLimits, type Limit, QUOTA_KINDS, type QuotaKind, type QuotaLimits } from '#lib/api/quotas.ts';

/** A limit while it is typed: null is an empty field; what has no days counts all there is. */
export interface Draft {
  limit: number | null;
  days?: number;
}

export type Drafts<Kind extends string> = Record<Kind, Draft>;
export type DownloadKind = keyof DownloadLimits;

const ROLLING: Draft = { limit: null, days: 7 };

export function requestDrafts(limits: QuotaLimits | null): Drafts<QuotaKind> {
  return drafted({ films: ROLLING, seasons: ROLLING, episodes: ROLLING, gigabytes: ROLLING }, limits);
}

export function downloadDrafts(limits: DownloadLimits): Drafts<DownloadKind> {
  return drafted({ downloads: ROLLING, gigabytes: { limit: null } }, limits);
}

/** What was typed as it is sent; null is no limit. */
export function limitsOf<Limits>(drafts: Drafts<keyof Limits & string>): Limits {
  const limits = Object.entries<Draft>(drafts).map(([kind, draft]) => [kind, draft.limit === null ? null : { ...draft }]);
  return Object.fromEntries(limits) as Limits;
}

export function isUnlimited(limits: QuotaLimits): boolean {
  return QUOTA_KINDS.every((kind) => limits[kind] === null);
}

function drafted<Kind extends string>(empty: Drafts<Kind>, limits: Record<Kind, Limit | null> | null): Drafts<Kind> {
  const drafts = Object.entries<Draft>(empty).map(([kind, draft]) => [kind, { ...draft, ...limits?.[kind as Kind] }]);
  return Object.fromEntries(drafts) as Drafts<Kind>;
}
