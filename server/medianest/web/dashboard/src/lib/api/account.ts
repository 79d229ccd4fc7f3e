/** Shapes of what people see and change of their own account, below `/auth`. */

export interface Device {
  id: string;
  /** A device was let in by its code; all else signed in. */
  kind: 'sign_in' | 'device';
  /** What a client calls itself; empty for a browser. */
  device: string;
  /** What a paired device runs on, and which version it is; else empty. */
  platform: string;
  clientVersion: string;
  userAgent: string;
  address: string;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
}

export interface Preference {
  kind: string;
  /** Whether it also goes over the channels. */
  channels: boolean;
}
