import type { Component } from 'svelte';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleX from '@lucide/svelte/icons/circle-x';
import Info from '@lucide/svelte/icons/info';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import type { Level } from '#lib/api/types.ts';

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad';

export const LEVEL_ICON: Record<Level, Component> = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  error: CircleX,
};

export const LEVEL_TONE: Record<Level, Tone> = { info: 'accent', success: 'ok', warning: 'warn', error: 'bad' };
