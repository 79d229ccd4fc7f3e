/** Where news of newer versions comes from, and what the last look has brought. */

import { ask, button, fill, h, moment, t } from './lib.js';

/** The rows about it for a card of settings. */
export async function releases() {
  const rows = h('div', { class: 'nested' });
  draw(rows, await ask('GET', 'updates'));
  return rows;
}

function draw(rows, state, wrong = false) {
  fill(rows, outcome(rows, state), state.known && address(rows, state, wrong));
}

function outcome(rows, state) {
  const able = state.known && state.asked;
  const check = button(t('pages.updates.check'), () => look(rows, check), { look: 'sm', id: 'check-updates' });
  const news = state.outcome === 'newer' && h('a', { class: 'button sm primary', href: state.page }, t('pages.updates.see'));
  return h(
    'div',
    { class: 'stacks' },
    h('p', { class: 'hint', role: 'status' }, said(state)),
    able && h('div', { class: 'actions' }, news, check),
  );
}

function said({ known, asked, outcome: came, lookedAt, version }) {
  if (!known) return t('pages.updates.nobody');
  if (!asked) return t('pages.updates.nowhere');
  if (!came) return t('pages.updates.never');
  return t(`pages.updates.${came}`, { time: moment(lookedAt), version });
}

async function look(rows, check) {
  check.disabled = true;
  check.textContent = t('pages.updates.checking');
  draw(rows, await ask('POST', 'updates/check', {}));
}

function address(rows, state, wrong) {
  const field = h('input', {
    id: 'updates-address',
    type: 'text',
    inputmode: 'url',
    placeholder: 'https://',
    value: state.address,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-invalid': wrong ? 'true' : null,
    'aria-describedby': 'updates-address-hint',
  });
  const submit = async (event) => {
    event.preventDefault();
    const typed = field.value;
    try {
      draw(rows, await ask('PUT', 'updates', { address: typed }));
    } catch {
      draw(rows, { ...state, address: typed }, true);
    }
  };
  return h(
    'form',
    { class: 'field', submit },
    h('label', { for: 'updates-address' }, t('pages.updates.address')),
    h('div', { class: 'beside' }, field, h('button', { class: 'button' }, t('pages.updates.save'))),
    h(
      'p',
      { class: wrong ? 'error' : 'hint', id: 'updates-address-hint', role: wrong ? 'alert' : null },
      t(wrong ? 'pages.updates.bad_address' : 'pages.updates.address_hint'),
    ),
  );
}
