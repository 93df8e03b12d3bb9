// SPDX-License-Identifier: EUPL-1.2
// Keys for pages that are complete without them. The server puts the reviewer's own keys on <body
// data-keys="volgende=j vorige=k ...">; without that attribute this script does nothing but Ctrl+Enter.
// It asks nothing of the server and keeps nothing.
'use strict';
(function () {
  const actions = new Map();
  for (const pair of (document.body.dataset.keys || '').split(' ')) {
    const at = pair.indexOf('=');
    if (at > 0) actions.set(pair.slice(at + 1), pair.slice(0, at));
  }
  let here = -1;

  function rows() {
    return Array.from(document.querySelectorAll('[data-row]')).filter((row) => row.offsetParent !== null);
  }

  function current() {
    const list = rows();
    const focused = list.findIndex((row) => row.contains(document.activeElement));
    return focused >= 0 ? focused : Math.min(here, list.length - 1);
  }

  function go(step) {
    const list = rows();
    if (list.length === 0) return;
    const at = Math.max(0, Math.min(list.length - 1, current() + step));
    for (const row of list) row.classList.remove('here');
    here = at;
    list[at].classList.add('here');
    const target = list[at].querySelector('a[data-key="open"]') || list[at];
    if (target === list[at] && !target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1');
    target.focus();
    list[at].scrollIntoView({ block: 'nearest' });
  }

  // The thing of that name in the row we are in (with what follows it, for a form), else the first one.
  function find(name) {
    const list = rows();
    const at = current();
    const inRow = at >= 0 ? list[at].querySelector('[data-key="' + name + '"]') : null;
    return inRow || document.querySelector('main [data-key="' + name + '"]') ||
      document.querySelector('[data-key="' + name + '"]');
  }

  function choose(input) {
    input.checked = true;
    input.focus();
  }

  function act(name) {
    if (name === 'volgende') return go(1);
    if (name === 'vorige') return go(-1);
    if (name === 'toon') {
      const all = Array.from(document.querySelectorAll('details.mask'));
      const open = all.some((d) => !d.open);
      for (const d of all) d.open = open;
      return undefined;
    }
    const target = find(name);
    if (!target) return undefined;
    if (target.type === 'radio') return choose(target);
    if (target.tagName === 'OPTION') { // a reason is a reason for `nee`
      target.selected = true;
      const no = target.closest('fieldset').querySelector('[data-key="nee"]');
      if (no) no.checked = true;
      return target.parentElement.focus();
    }
    if (target.tagName === 'TEXTAREA') return target.focus();
    if (name === 'later' && target.form) {
      const select = target.form.querySelector('select');
      if (select) return select.focus();
    }
    return target.click();
  }

  function isTyping(element) {
    return element && (element.tagName === 'TEXTAREA' || element.tagName === 'SELECT' ||
      (element.tagName === 'INPUT' && element.type !== 'radio' && element.type !== 'checkbox'));
  }

  // What can be undone can be so for ten seconds; after that the button would only lead to a refusal.
  for (const box of document.querySelectorAll('[data-seals]')) {
    setTimeout(() => {
      box.textContent = 'Opgeslagen en vastgelegd.';
    }, Number(box.dataset.seals) * 1000);
  }

  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.ctrlKey && event.key === 'Enter') {
      const form = document.activeElement && document.activeElement.form;
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
      return;
    }
    if (event.key === 'Escape' && isTyping(document.activeElement)) {
      document.activeElement.blur();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(document.activeElement)) return;
    const name = actions.get(event.key);
    if (!name) return;
    event.preventDefault();
    act(name);
  });
})();
