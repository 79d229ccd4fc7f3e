/** The two kinds of page: the doorstep before the dashboard, and rooms beside it. */

import { h, t } from './lib.js';

const ROOMS = ['alerts', 'settings', 'log'];

/** A page that stands where the dashboard cannot; returns the sheet to write on. */
export function doorstep({ closing = true } = {}) {
  const sheet = h('div', { class: 'sheet' });
  const logo = h('div', { class: 'logo' }, h('img', { src: '/_client/web/icon.svg', alt: '' }), 'MediaNest');
  const rooms = ['settings', 'log'].map((room) =>
    h('a', { class: 'button quiet sm', href: `/_client/${room}` }, t(`pages.${room}.title`)),
  );
  document.body.replaceChildren(
    h('div', { class: 'doorstep' }, h('main', {}, logo, sheet), closing && h('footer', {}, rooms)),
  );
  return sheet;
}

/** A page beside the dashboard; returns the place to write on. */
export function room(name, { wide = false, actions = [] } = {}) {
  const links = ['', ...ROOMS].map((each) =>
    h(
      'a',
      { href: each ? `/_client/${each}` : '/', 'aria-current': each === name ? 'page' : null },
      each ? t(`pages.${each}.title`) : t('pages.dashboard'),
    ),
  );
  const bar = h(
    'header',
    { class: 'bar' },
    h('img', { src: '/_client/web/icon.svg', alt: 'MediaNest' }),
    h('nav', { 'aria-label': t('pages.navigation') }, links),
  );
  const place = h('div', { class: 'place' });
  const title = h('header', {}, h('h1', {}, t(`pages.${name}.title`)), h('div', { class: 'actions' }, actions));
  document.body.replaceChildren(bar, h('main', { class: wide ? 'room wide' : 'room' }, title, place));
  return place;
}

/** Title and explanation at the top of a sheet. */
export function intro(title, ...texts) {
  return h('div', { class: 'intro' }, h('h1', {}, title), texts.filter(Boolean).map((text) => h('p', {}, text)));
}

/** Which addresses were tried, and why each failed. */
export function tries(list) {
  if (!list.length) return null;
  const rows = list.map(({ address, reason }) =>
    h('li', {}, h('code', {}, address), h('span', {}, t(`reason.${reason}`))),
  );
  return h('div', { class: 'choices' }, h('p', { class: 'hint' }, t('pages.tried')), h('ul', { class: 'tries' }, rows));
}
