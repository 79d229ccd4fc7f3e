import { errors } from './errors.ts';
import { failure } from './failures.ts';

const OF_DOWNLOADS = 'download.';

const reasons: Record<string, string> = {
  'request.changed': 'Der Wunsch wurde geändert.',
  'request.by_rule': 'So will es eine Regel des Hauses.',
  'request.unwatched': 'Lange hat es niemand angesehen, darum wurde es entfernt.',
  'request.season_added': 'Eine neue Staffel ist dazugekommen.',
  'overseerr.adopted': 'In Overseerr gewünscht.',
  'overseerr.handed_over': 'An Overseerr weitergegeben.',
  'overseerr.asked_already': 'Overseerr wurde schon darum gebeten.',
  'overseerr.nothing_left': 'Overseerr hat nichts mehr zu tun: Es hat alles, oder es ist unterwegs.',
  'overseerr.waits': 'Overseerr antwortet gerade nicht. Es wird von selbst wieder versucht.',
  'overseerr.gone': 'In Overseerr wurde es entfernt.',
  'overseerr.approved': 'In Overseerr freigegeben.',
  'overseerr.submitted': 'Overseerr hat es auf der Liste.',
  'overseerr.processing': 'Overseerr lässt es holen.',
  'overseerr.declined': 'In Overseerr abgelehnt.',
  'overseerr.failed': 'Overseerr konnte es nicht holen lassen; warum, steht in seinem Protokoll.',
  'overseerr.partially_available': 'Das sagt Overseerr; es ist kein Plex verbunden, das es zeigen könnte.',
  'overseerr.available': 'Das sagt Overseerr; es ist kein Plex verbunden, das es zeigen könnte.',
};

/** What MediaNest noted under a key, in German; what has none was written by a person. */
export function reason(key: string | undefined, said: string): string {
  if (!key) return said;
  if (key === 'overseerr.refused') return `Overseerr hat es nicht angenommen. (${said})`;
  if (key.startsWith(OF_DOWNLOADS)) return failure({ class: key.slice(OF_DOWNLOADS.length), message: said }).message;
  return reasons[key] ?? errors.byCode[key] ?? said;
}
