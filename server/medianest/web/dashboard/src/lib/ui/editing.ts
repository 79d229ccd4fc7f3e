/** Whether somebody is typing there, so that a key is a letter and not a shortcut. */
export function isEditing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/** Whether a key was pressed as a shortcut of the page, and not of the browser, a field or a dialog. */
export function isShortcut(event: KeyboardEvent, key: string): boolean {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  return event.key === key && !modified && !isEditing(event.target) && !document.querySelector('dialog[open]');
}
