export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT_IN = 'medianest.theme';

class CurrentTheme {
  #chosen = $state<Theme>('system');

  get chosen(): Theme {
    return this.#chosen;
  }

  /** Takes over what was chosen earlier in this browser; app.html has painted it already. */
  restore(): void {
    const kept = localStorage.getItem(KEPT_IN);
    this.#chosen = THEMES.find((theme) => theme === kept) ?? 'system';
  }

  choose(theme: Theme): void {
    this.#chosen = theme;
    localStorage.setItem(KEPT_IN, theme);
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

export const theme = new CurrentTheme();
