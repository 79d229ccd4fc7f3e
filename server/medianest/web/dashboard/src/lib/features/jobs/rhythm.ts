const SPAN = /^(?:(\d+) days?, )?(\d+):(\d\d):(\d\d)/;

/** The seconds of a rhythm such as `1 day, 0:30:00`; null for one that is a cron line. */
export function secondsOf(every: string): number | null {
  const found = SPAN.exec(every);
  if (!found) return null;
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

const DAILY = /^(\d+) (\d+) \* \* \*$/;

/** The time, e.g. `02:30`, of a cron line that means once a day; null for any other. */
export function timeOfDay(every: string): string | null {
  const [, minute, hour] = DAILY.exec(every) ?? [];
  return minute && hour ? `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` : null;
}
