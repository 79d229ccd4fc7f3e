/** Found appliances, an address by hand, and the code that is typed into the dashboard. */

import { doorstep, intro, tries } from './frames.js';
import { ask, button, fill, h, icon, note, spinner, t } from './lib.js';
import { follow, move } from './state.js';

let typed = '';

export function show() {
  const sheet = doorstep();
  follow((state) => {
    if (!move(state, 'connect')) fill(sheet, STEPS[state.joining.step](state));
  });
}

const look = (target) => ask('POST', 'join', target);
const leave = () => ask('POST', 'join/cancel', {});

const STEPS = { idle: choose, looking, failed: choose, code: showCode, ended: choose };

function choose(state) {
  const { joining } = state;
  if (state.reason === 'keyring_locked' && joining.step === 'idle') return locked();
  return [
    intro(t('pages.connect.title'), state.connection === 'unpaired' && t('pages.connect.text')),
    signedOut(state),
    ended(joining),
    found(state),
    byHand(joining),
    joining.step === 'failed' && tries(joining.tries),
  ];
}

function signedOut({ connection, appliance }) {
  if (connection !== 'signed_out') return null;
  return note('warn', 'info', t('pages.connect.signed_out', { name: appliance?.name ?? '' }));
}

/** Nothing has to be connected anew: what signs this computer in is only out of reach. */
function locked() {
  return [
    intro(t('pages.connect.locked'), t('reason.keyring_locked')),
    button(t('pages.connect.unlock'), () => ask('POST', 'retry', {}), { look: 'primary', id: 'unlock' }),
  ];
}

function ended({ step, reason }) {
  return step === 'ended' && note('warn', 'info', t(`pages.connect.ended.${reason}`));
}

function found({ found: all, appliance }) {
  if (!all.length) {
    return h('div', { class: 'searching', role: 'status' }, spinner(), t('pages.connect.searching'));
  }
  const rows = all.map((one) =>
    h(
      'button',
      { type: 'button', class: 'choice', id: `found-${one.key}`, click: () => look({ key: one.key }) },
      icon('server'),
      h(
        'span',
        {},
        h('strong', {}, one.name),
        h('small', {}, [one.host, one.id === appliance?.id && t('pages.connect.known')].filter(Boolean).join(' · ')),
      ),
      icon('chevron'),
    ),
  );
  return h('div', { class: 'choices' }, h('p', { class: 'hint' }, t('pages.connect.found')), rows);
}

function byHand(joining) {
  const failed = joining.step === 'failed';
  const insecure = failed && joining.reason === 'plain_http_only';
  const field = h('input', {
    id: 'address',
    type: 'text',
    placeholder: t('pages.connect.example'),
    value: typed || joining.target,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    required: true,
    'aria-invalid': failed ? 'true' : null,
    'aria-describedby': failed ? 'address-error' : null,
    input: () => (typed = field.value),
  });
  const submit = (event) => {
    event.preventDefault();
    look({ address: field.value });
  };
  return h(
    'form',
    { class: 'field', submit },
    h('label', { for: 'address' }, t('pages.connect.by_hand')),
    h('div', { class: 'beside' }, field, h('button', { class: 'button primary' }, t('pages.connect.look'))),
    failed && h('p', { class: 'error', id: 'address-error', role: 'alert' }, t(`reason.${joining.reason}`)),
    insecure && unencrypted(joining),
  );
}

function unencrypted(joining) {
  const anyway = () => look({ address: joining.target, insecure: true });
  return note(
    'warn',
    'alert',
    h('p', {}, t('pages.connect.plain')),
    button(t('pages.connect.plain_anyway'), anyway, { look: 'danger sm' }),
  );
}

function looking(state) {
  const waiting = h('div', { class: 'searching', role: 'status' }, spinner(), t('pages.connect.looking', state.joining));
  return [intro(t('pages.connect.title')), waiting, button(t('pages.cancel'), leave)];
}

function showCode({ joining }) {
  const steps = ['open', 'devices', 'type'].map((step) =>
    h('li', {}, h('span', {}, t(`pages.connect.step.${step}`, joining))),
  );
  const place = joining.dashboard && button(t('pages.connect.open_browser'), () => ask('POST', 'join/browser', {}));
  return [
    intro(t('pages.connect.code', { name: joining.name })),
    h('p', { class: 'code', 'aria-label': [...joining.code].join(' ') }, joining.code),
    h('ol', { class: 'steps' }, steps),
    !joining.encrypted && note('warn', 'alert', t('pages.connect.plain_now')),
    h('div', { class: 'waiting', role: 'status' }, spinner(), t('pages.connect.waiting')),
    h('div', { class: 'actions' }, place, button(t('pages.cancel'), leave, { look: 'quiet' })),
  ];
}
