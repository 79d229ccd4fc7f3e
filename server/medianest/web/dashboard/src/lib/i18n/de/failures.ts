import { bytes } from '../../format.ts';
import type { Told } from '../en/downloads.ts';
import type { Messages } from '../en/index.ts';

const WAITS = 'MediaNest versucht es von selbst wieder.';
const LATER = 'Ein neuer Versuch zu einer anderen Zeit hilft vielleicht.';
const IN_VAIN = 'Wählen Sie einen anderen Link; ein neuer Versuch hilft nicht.';

interface Words {
  message: string;
  hint: string;
  /** The advice ends with whether it is tried again by itself. */
  waits?: true;
  /** Instead of the message where it is known how much room is left. */
  short?: (free: string) => string;
}

const failures: Record<string, Words> = {
  not_a_link: {
    message: 'Das ist kein Link zu einer Webseite.',
    hint: 'Kopieren Sie die ganze Adresse aus dem Browser.',
  },
  unsupported_site: {
    message: 'Hinter diesem Link ist kein Video, das MediaNest holen kann.',
    hint: 'Öffnen Sie die Seite des Videos selbst und kopieren Sie deren Adresse.',
  },
  private_address: {
    message: 'Der Link führt in ein privates Netz.',
    hint: 'Der Besitzer kann einen Rechner des Heimnetzes in downloads.allowed_private_hosts erlauben.',
  },
  unknown_host: {
    message: 'Eine Seite dieses Namens gibt es nicht.',
    hint: 'Prüfen Sie die Adresse auf Tippfehler.',
    waits: true,
  },
  unavailable: { message: 'Das Video ist nicht (mehr) verfügbar.', hint: IN_VAIN },
  private_video: { message: 'Das Video ist privat.', hint: 'Bitten Sie seinen Urheber, es freizugeben.' },
  geo_blocked: { message: 'Das Video wird in diesem Land nicht gezeigt.', hint: IN_VAIN },
  needs_sign_in: {
    message: 'Die Seite zeigt dieses Video nur Angemeldeten.',
    hint: 'MediaNest meldet sich nicht bei anderen Seiten an; wählen Sie ein öffentliches Video.',
  },
  drm: { message: 'Das Video ist gegen Kopieren geschützt.', hint: IN_VAIN },
  live_stream: {
    message: 'Das ist eine Live-Übertragung, oder sie hat noch nicht begonnen.',
    hint: 'Versuchen Sie es wieder, wenn sie vorbei ist und die Seite die Aufzeichnung anbietet.',
  },
  playlist: {
    message: 'Der Link ist eine Liste von Videos, kein einzelnes.',
    hint: 'Öffnen Sie ein Video der Liste und kopieren Sie dessen Adresse.',
  },
  rate_limited: { message: 'Die Seite bittet, langsamer zu machen.', hint: '', waits: true },
  refused_by_site: { message: 'Die Seite gibt das Video nicht heraus.', hint: '', waits: true },
  network: { message: 'Die Verbindung zur Seite ist abgerissen.', hint: '', waits: true },
  server_error: { message: 'Die Seite hat selbst ein Problem.', hint: '', waits: true },
  disk_full: {
    message: 'Der Datenträger ist voll.',
    hint: 'Schaffen Sie Platz im Medienordner.',
    waits: true,
    short: (free) => `Auf dem Datenträger sind nur noch ${free} frei.`,
  },
  over_quota: {
    message: 'Die Downloads belegen den ganzen Platz ihres Kontingents.',
    hint: 'Löschen Sie einige samt Datei, oder bitten Sie den Besitzer um mehr Platz.',
    waits: true,
    short: (free) => `Im Kontingent sind nur noch ${free} frei.`,
  },
  over_whole_quota: {
    message: 'Das Video ist größer als das ganze Kontingent.',
    hint: 'Wählen Sie eine geringere Qualität, oder bitten Sie den Besitzer um mehr Platz.',
  },
  media_folder_missing: {
    message: 'Der Medienordner ist nicht da.',
    hint: 'Schließen Sie seinen Datenträger an oder binden Sie ihn ein.',
    waits: true,
  },
  media_folder_read_only: {
    message: 'MediaNest darf nicht in den Medienordner schreiben.',
    hint: 'Geben Sie seinem Benutzer das Recht dazu.',
    waits: true,
  },
  too_large: {
    message: 'Die Datei ist größer als erlaubt.',
    hint: 'Wählen Sie eine geringere Qualität; der Besitzer kann downloads.max_file_bytes anheben.',
  },
  broken_file: { message: 'Was die Seite geschickt hat, ist kein ganzes Video.', hint: '', waits: true },
  crashed: {
    message: 'Das Programm, das holt, ist abgestürzt.',
    hint: 'Geschieht es wieder, steht mehr im Protokoll.',
  },
  unknown: {
    message: 'Die Seite hat etwas Unerwartetes geantwortet.',
    hint: 'Ein Update von MediaNest hilft vielleicht: Seiten ändern sich.',
  },
  plex: {
    message: 'Die Datei ist da, aber Plex hat sie nicht aufgenommen.',
    hint: 'Versuchen Sie es noch einmal, wenn Plex wieder läuft.',
  },
};

function lacking(words: Words, { free, needs }: Told): string {
  if (!words.short || free == null) return words.message;
  return needs == null ? words.short(bytes(free)) : `${words.short(bytes(free))} Dieses Video braucht ${bytes(needs)}.`;
}

function advice({ hint, waits }: Words, again: boolean | undefined): string {
  if (!waits) return hint;
  return `${hint} ${again ? WAITS : LATER}`.trim();
}

/** A failure in German where its class is known; what is over does not promise another try. */
export const failure: Messages['downloads']['failure'] = (told) => {
  const words = failures[told.class];
  if (!words) return { message: told.message, hint: told.hint ?? '' };
  return { message: lacking(words, told), hint: advice(words, told.again) };
};
