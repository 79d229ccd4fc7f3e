export const STEPS = ['owner', 'media', 'plex', 'channels', 'done'] as const;
export type Step = (typeof STEPS)[number];

export function after(step: Step): Step {
  return STEPS[STEPS.indexOf(step) + 1] ?? 'done';
}
