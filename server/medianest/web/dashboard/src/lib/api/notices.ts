/** What notifications say to programs; older ones and other kinds leave things out. */
export interface NoticeFacts {
  title?: string;
  /** The same in the languages spoken here, as far as it is known. */
  titles?: Partial<Record<string, string>>;
  asker?: string;
  /** Why something failed: in words, and of a download also by the class of its failure. */
  reason?: string;
  reasonKey?: string;
  hint?: string;
  retryable?: boolean;
  /** It is tried again by itself. */
  again?: boolean;
  /** Bytes that are left, and that are needed. */
  free?: number | null;
  needs?: number | null;
}
