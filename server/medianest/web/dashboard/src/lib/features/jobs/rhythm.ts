const SPAN = /^(?:(\d+) days?, )?(\d+):(\d\d):(\d\d)/;

/** The seconds of a rhythm such as `1 day, 0:30:00`; null for one that is a cron line. */
export function secondsOf(every: string): number | null {
  const found = SPAN.exec(every);
  if (!found) return null;
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
