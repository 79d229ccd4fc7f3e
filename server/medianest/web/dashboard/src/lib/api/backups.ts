/** Shapes of backups, below `/admin/backups` and, before there is an owner, below `/auth/setup`. */

export type BackupReason = 'manual' | 'nightly' | 'before-upgrade' | 'before-restore' | 'uploaded';
export type BackupState = 'unverified' | 'verifying' | 'good' | 'bad';

export interface Backup {
  name: string;
  reason: BackupReason;
  madeAt: string;
  size: number;
  /** Good is only what was restored and counted. */
  state: BackupState;
  detail: string;
  version: string;
  rows: number;
  /** The major version of Postgres that it was taken from. */
  database: number;
}

export type BackupStep = 'dumping' | 'verifying';

export interface BackupProgress {
  step: BackupStep;
  /** 0 to 1; null while nobody knows. */
  share: number | null;
  name: string;
}

export interface LastRestore {
  name: string;
  at: string;
  outcome: 'restored' | 'rolled_back' | 'refused';
  detail: string;
  aside: string;
}

/** What a restore put aside. */
export interface Aside {
  name: string;
  at: string;
  size: number;
}

export interface BackupsStatus {
  enabled: boolean;
  at: string;
  nextAt: string | null;
  lastGood: string | null;
  folder: string;
  free: number;
  running: BackupProgress | null;
  lastRestore: LastRestore | null;
  asides: Aside[];
}
