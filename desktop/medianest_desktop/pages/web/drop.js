/** A link that is dragged onto one of the client's pages goes where a pasted one goes. */

// The window takes this address for a message and opens nothing: DROPPED in window/scripts.py.
const DROPPED = 'medianest:dropped?';

let own = false;

// Links alone: files and text fields are the page's own affair.
function fits(event) {
  const types = [...(event.dataTransfer?.types ?? [])];
  const field = event.target.closest?.('input, textarea');
  return !own && !field && !types.includes('Files') && (types.includes('text/uri-list') || types.includes('text/plain'));
}

function dropped(event) {
  if (!fits(event)) return;
  event.preventDefault();
  const data = event.dataTransfer;
  const link = (data.getData('text/uri-list') || data.getData('text/plain')).trim().split(/\s/)[0];
  if (/^(https?|magnet):/i.test(link)) location.href = DROPPED + encodeURIComponent(link);
}

export function takeDrops() {
  addEventListener('dragstart', () => (own = true), true);
  addEventListener('dragend', () => (own = false), true);
  // Both: who lets go at once has made no further move yet, and the web view would follow the link.
  for (const name of ['dragenter', 'dragover']) addEventListener(name, (event) => fits(event) && event.preventDefault(), true);
  addEventListener('drop', dropped, true);
}
