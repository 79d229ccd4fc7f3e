/** How much a person may have fetched. Times are RFC 3339. */

/** What a person has left; null is no limit. */
export interface DownloadQuota {
  downloads: {
    limit: number;
    days: number;
    used: number;
    remaining: number;
    /** When the next link may be submitted, if none may now. */
    againAt: string | null;
  } | null;
  gigabytes: { limit: number; used: number; remaining: number } | null;
}

export interface DownloadLimits {
  downloads: number | null;
  days: number;
  gigabytes: number | null;
}

export interface PersonLimits {
  /** Null where the usual limits hold. */
  own: DownloadLimits | null;
  usual: DownloadLimits;
  quota: DownloadQuota;
}
