/** The appliance does not answer: why, what was tried, and trying again. */

import { doorstep, intro, tries } from './frames.js';
import { ask, button, fill, h, spinner, t } from './lib.js';
import { follow, move } from './state.js';

export function show() {
  const sheet = doorstep();
  follow((state) => {
    // A new look at the network must not wipe out what is being typed.
    if (!move(state, 'offline') && !document.getElementById('address')) fill(sheet, draw(state));
  });
}

function draw({ connection, reason, appliance, tries: tried }) {
  const name = appliance?.name ?? 'MediaNest';
  const starting = connection === 'starting';
  const looking = reason === 'looking';
  const title = t(`pages.offline.${starting ? 'starting' : looking ? 'looking' : 'away'}`, { name });
  const fixed = connection === 'too_old';
  return [
    intro(title, !looking && t(`reason.${reason}`), !fixed && !looking && t('pages.offline.text')),
    !fixed && h('div', { class: 'waiting', role: 'status' }, spinner(), t('pages.offline.trying')),
    tries(tried),
    h(
      'div',
      { class: 'actions' },
      button(t('pages.offline.retry'), () => ask('POST', 'retry', {}), { look: 'primary', id: 'retry' }),
      button(t('pages.offline.other'), (event) => other(event.currentTarget), { id: 'other' }),
    ),
  ];
}

/** Another address for the same appliance: it must still prove that it is the one. */
function other(opener) {
  const field = h('input', { id: 'address', type: 'text', placeholder: t('pages.connect.example'), required: true });
  const failure = h('p', { class: 'error', role: 'alert' });
  const submit = async (event) => {
    event.preventDefault();
    failure.textContent = '';
    try {
      await ask('POST', 'address', { address: field.value });
      form.replaceWith(h('div', { class: 'waiting', role: 'status' }, spinner(), t('pages.offline.trying')));
    } catch {
      failure.textContent = t('reason.bad_address');
    }
  };
  const form = h(
    'form',
    { class: 'field', submit },
    h('label', { for: 'address' }, t('pages.offline.address')),
    h('div', { class: 'beside' }, field, h('button', { class: 'button' }, t('pages.connect.look'))),
    failure,
  );
  opener.closest('.actions').replaceWith(form);
  field.focus();
}
