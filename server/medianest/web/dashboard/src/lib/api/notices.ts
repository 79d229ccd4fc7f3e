/** What notifications say to programs; older ones and other kinds leave things out. */
export interface NoticeFacts {
  title?: string;
  asker?: string;
  /** Why something failed: in words, and of a download also by the class of its failure. */
  reason?: string;
  reasonKey?: string;
  hint?: string;
  retryable?: boolean;
}
