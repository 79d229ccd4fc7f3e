/** What every page of the client is built with: elements, words, and the way to the client's API. */

const SVG = 'http://www.w3.org/2000/svg';

/** The strokes of the icons (Lucide, ISC), by name. */
const ICONS = {
  alert: ['m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3', 'M12 9v4', 'M12 17h.01'],
  bell: ['M10.268 21a2 2 0 0 0 3.464 0', 'M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326'],
  chevron: ['m9 18 6-6-6-6'],
  info: ['M22 12A10 10 0 1 1 2 12a10 10 0 0 1 20 0', 'M12 16v-4', 'M12 8h.01'],
  server: ['M4 2h16a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2', 'M4 14h16a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2', 'M6 6h.01', 'M6 18h.01'],
};

/** An element: attributes by name, listeners as functions, children as nodes or texts. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false && child !== ''));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const look = { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': 2 };
  const ends = { 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' };
  for (const [key, value] of Object.entries({ ...look, ...ends })) svg.setAttribute(key, value);
  for (const d of ICONS[name]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

export const spinner = () => h('span', { class: 'spinner', 'aria-hidden': 'true' });

export function button(label, act, { look = '', ...more } = {}) {
  return h('button', { type: 'button', class: `button ${look}`, click: act, ...more }, label);
}

export function note(tone, name, ...children) {
  const role = tone === 'bad' ? 'alert' : null;
  return h('div', { class: `note tone-${tone}`, role }, icon(name), h('div', {}, ...children));
}

let catalogue = {};

/** Reads the words of the chosen language; everything else waits for it. */
export async function learn() {
  const { language, words } = await ask('GET', 'words');
  catalogue = words;
  document.documentElement.lang = language;
}

/** The sentence of `key`, with `{facts}` filled in. */
export function t(key, facts = {}) {
  const sentence = catalogue[key] ?? key;
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

/** Asks the client itself; a refusal is thrown with what it says. */
export async function ask(method, path, body) {
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const answer = await fetch(`/_client/api/${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.status === 204 ? undefined : answer.json();
}

/** Puts a page's content in place of the former; focus and caret stay where they were. */
export function fill(place, ...children) {
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  place.replaceChildren(...children.flat().filter(Boolean));
  const focused = id && document.getElementById(id);
  if (!focused) return;
  focused.focus();
  if (selectionStart != null) focused.setSelectionRange(selectionStart, selectionEnd);
}

export const moment = (time) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
