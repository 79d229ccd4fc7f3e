/** So long a lost connection may heal by itself before the window's own page explains it. */
export const PATIENCE = 6_000;

/** Whether this is the window of the desktop client, which keeps who is signed in and has pages of its own. */
export function inDesktop(): boolean {
  return cookies().includes('medianest_csrf=desktop');
}

/** What the client speaks, in whose window this page is; nothing in a browser. */
export function clientLanguage(): string {
  const name = 'medianest_language=';
  return inDesktop() ? (cookies().find((cookie) => cookie.startsWith(name))?.slice(name.length) ?? '') : '';
}

/** Has the client speak another language too: in its window nobody expects two. */
export async function askClientToSpeak(language: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await fetch('/_client/api/settings', { method: 'PATCH', headers, body: JSON.stringify({ language }) }).catch(() => null);
}

/** Leaves for the page with which the client says why nothing can be had; it comes back here by itself. */
export async function explainAbsence(): Promise<void> {
  const answer = await fetch('/_client/api/state').catch(() => null);
  const { page } = answer?.ok ? ((await answer.json()) as { page: string }) : { page: '' };
  // Half a sentence in a field is worth more than an explanation.
  if (!page || isWriting()) return;
  const here = location.pathname + location.search;
  location.assign(`/_client/${page}?back=${encodeURIComponent(here)}`);
}

function isWriting(): boolean {
  const field = document.activeElement;
  return (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== '';
}

function cookies(): string[] {
  return document.cookie.split('; ');
}
