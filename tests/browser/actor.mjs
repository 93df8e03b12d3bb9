// SPDX-License-Identifier: EUPL-1.2
// actor.mjs: one person at work, in one of four ways: with keys or with a mouse, with script or without. What is done is named
// by the page's own data-key, or by a selector where a page has no key for it. Who has keys but no script goes by Tab, Enter and
// Space alone, as with a switch or a broken mouse: what Tab does not reach cannot be done.
import { expect, person } from './lib.mjs';

export const ways = {
  'toetsen': { keys: true, script: true },
  'muis': { keys: false, script: true },
  'muis-zonder-script': { keys: false, script: false },
  'toetsen-zonder-script': { keys: true, script: false },
};
const keyOf = {
  volgende: 'j', vorige: 'k', open: 'o', ja: 'a', nee: 'x', twijfel: 'u', toelichting: 'n', opslaan: 'g', nemen: 't', later: 's',
  terug: 'z', zaak: 'c', wachtrij: 'q', toon: 'm', zoeken: '/', toetsen: '?', reden1: '1', reden2: '2', reden3: '3', reden4: '4',
};
const TABS_MAX = 400;

export class Actor {
  constructor(page, way) {
    this.page = page;
    this.way = way;
  }

  static async as(name, way) {
    return new Actor(await person(name, { javaScriptEnabled: ways[way].script }), way);
  }

  get byKeys() { return ways[this.way].keys; }
  get byScript() { return ways[this.way].script; }

  async isAt(target) {
    return target.evaluate((e) => e === document.activeElement);
  }

  async tabTo(target) {
    for (let i = 0; i < TABS_MAX; i++) {
      if (await this.isAt(target)) return;
      await this.page.keyboard.press('Tab');
      // A group of radios is one stop of Tab; the arrows go through it.
      const same = await target.evaluate((e) => e.type === 'radio' && document.activeElement.type === 'radio' &&
        document.activeElement.name === e.name && document.activeElement !== e);
      for (let k = 0; same && k < 8 && !(await this.isAt(target)); k++) await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`Tab does not reach ${await target.evaluate((e) => e.outerHTML.slice(0, 120))}`);
  }

  // Presses what a selector names, and waits for the page it leads to if `leads`.
  async press(selector, leads = false) {
    const target = typeof selector === 'string' ? this.page.locator(selector).first() : selector;
    await target.waitFor();
    const arrives = leads ? this.page.waitForEvent('load') : null;
    if (this.byKeys) {
      await this.tabTo(target);
      const kind = await target.evaluate((e) => e.type || e.tagName);
      if (!(kind === 'radio' && (await target.isChecked()))) await this.page.keyboard.press(/radio|checkbox/.test(kind) ? 'Space' : 'Enter');
    } else {
      await target.click();
    }
    await arrives;
  }

  // The page's own key; by mouse or without script the thing that has it.
  async key(name, leads = false) {
    if (!this.byKeys || !this.byScript) return this.press(`main [data-key="${name}"], header [data-key="${name}"]`, leads);
    const arrives = leads ? this.page.waitForEvent('load') : null;
    await this.page.keyboard.press(keyOf[name]);
    return arrives;
  }

  async type(selector, text) {
    const target = this.page.locator(selector).first();
    if (this.byKeys) {
      await this.tabTo(target);
      await this.page.keyboard.type(text);
    } else {
      await target.click();
      await target.pressSequentially(text);
    }
    if (this.byKeys && this.byScript) await this.page.keyboard.press('Escape');
  }

  async choose(selector, words) {
    const target = this.page.locator(selector).first();
    if (!this.byKeys) return target.selectOption({ label: words });
    await this.tabTo(target);
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Tab');
    return expect((await target.locator('option:checked').innerText()) === words, `${words} was not chosen`);
  }

  async sees(words, where = 'main') {
    const text = await this.page.locator(where).innerText();
    expect(text.includes(words), `“${words}” is not on ${this.page.url()}:\n${text.slice(0, 600)}`);
  }

  async seesNot(words, where = 'main') {
    const text = await this.page.locator(where).innerText();
    expect(!text.includes(words), `“${words}” is on ${this.page.url()}`);
  }

  async leave() {
    await this.page.context().close();
  }
}
