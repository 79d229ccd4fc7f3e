/** Shapes of what people see and change of their own account, below `/auth`. */

export interface Device {
  id: string;
  /** What a client calls itself; empty for a browser. */
  device: string;
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
