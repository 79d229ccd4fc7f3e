import type { Verdict } from '#lib/api/requests.ts';
import type { Tone } from '#lib/ui/levels.ts';

export const VERDICTS: readonly Verdict[] = ['approve', 'decline', 'hold'];

export const VERDICT_TONES: Record<Verdict, Tone> = { approve: 'ok', decline: 'bad', hold: 'warn' };
