// SPDX-License-Identifier: EUPL-1.2
// choices.mjs: what a reviewer may choose: other keys, no keys, words that stay hidden until asked for, to read before the urgency
// shows; and the sheet of keys. Then it makes readings for the page on agreement.
import { base, claim, expect, person } from './lib.mjs';

async function save(page) {
  await page.click('button.main:has-text("Bewaren")');
  await page.waitForLoadState('load');
}

const focused = (page) => page.evaluate(() => document.activeElement.closest('[data-row]') !== null);

async function keys(page) {
  await claim('? leads to the sheet of keys', async () => {
    await page.goto(`${base}/wachtrij`);
    await page.keyboard.press('?');
    await page.waitForURL('**/toetsen');
  });
  await claim('a key is changed: the new one works and the old one does not', async () => {
    await page.fill('input[name="volgende"]', 'l');
    await save(page);
    await page.goto(`${base}/wachtrij`);
    await page.keyboard.press('j');
    expect(!(await focused(page)), 'j still goes on');
    await page.keyboard.press('l');
    expect(await focused(page), 'l does not go on');
  });
  await claim('one key twice is refused, and nothing is kept', async () => {
    await page.goto(`${base}/toetsen`);
    await page.fill('input[name="volgende"]', 'k');
    await save(page);
    expect((await page.innerText('main')).includes('twee keer'), 'it was not said');
    await page.goto(`${base}/toetsen`);
    expect((await page.inputValue('input[name="volgende"]')) === 'l', 'it was kept');
  });
  await claim('a key in a field is only a letter', async () => {
    await page.goto(`${base}/zoeken`);
    await page.click('#woorden');
    await page.keyboard.type('qqq');
    expect(page.url().endsWith('/zoeken') && (await page.inputValue('#woorden')) === 'qqq', 'it did something');
  });
  await claim('keys are switched off (WCAG 2.1.4)', async () => {
    await page.goto(`${base}/toetsen`);
    await page.check('input[name="uit"]');
    await save(page);
    await page.goto(`${base}/wachtrij`);
    for (const key of ['l', 'j', '?', '/', 'q']) await page.keyboard.press(key);
    expect(page.url().endsWith('/wachtrij') && !(await focused(page)), 'a key still does something');
  });
  await claim('... and all is as it was', async () => {
    await page.goto(`${base}/toetsen`);
    await page.click('button[name="standaard"]');
    await page.goto(`${base}/wachtrij`);
    await page.keyboard.press('j');
    expect(await focused(page), 'j does nothing');
  });
}

async function masking(page, item) {
  const text = () => page.locator('.reading > .text').innerText();
  await claim('heavy words are hidden when asked, and one key shows them', async () => {
    await page.goto(`${base}/toetsen`);
    await page.check('input[name="masker"]');
    await save(page);
    await page.goto(`${base}/signaal/${item}`);
    expect((await page.locator('details.mask').count()) > 0, 'nothing is hidden');
    expect(!(await text()).includes('doodsbang'), 'the words are there');
    await page.keyboard.press('m');
    expect((await text()).includes('doodsbang'), 'm does not show them');
  });
  await claim('... one by one with the mouse', async () => {
    await page.reload();
    await page.locator('.reading > .text details.mask summary').first().click();
    expect((await page.locator('.reading > .text details.mask[open]').count()) === 1, 'it does not open');
  });
  await claim('the urgency is kept back until an answer was given', async () => {
    await page.goto(`${base}/toetsen`);
    await page.uncheck('input[name="masker"]');
    await page.check('input[name="blind"]');
    await save(page);
    await page.goto(`${base}/signaal/${item}`);
    expect(!(await page.innerText('main')).includes('Wanneer kijken'), 'the item says it');
    await page.goto(`${base}/toetsen`);
    await page.click('button[name="standaard"]');
  });
}

async function choose(page, boxes) {
  await page.goto(`${base}/toetsen`);
  for (const name of boxes) await page.check(`input[name="${name}"]`);
  await save(page);
}

async function standard(page) {
  await page.goto(`${base}/toetsen`);
  await page.click('button[name="standaard"]');
  await page.waitForLoadState('load');
}

async function ownEyes(page, example, item) {
  const marks = () => page.locator('.text mark').count();
  const names = () => page.locator('table.queue').first().locator('tbody tr th').allInnerTexts();
  await claim('a text comes without suggestions when asked, and with them on request', async () => {
    await choose(page, ['kaal']);
    await page.goto(`${base}/signaal/${item}`);
    expect((await marks()) === 0, 'the text is marked');
    await page.click('text=Toon wat er is gevonden');
    expect((await marks()) > 0, 'the text is not marked');
    await page.goto(`${base}/zaak/${example}`);
    expect((await marks()) === 0, 'the chronology is marked');
    await standard(page);
  });
  await claim('the queue can be read in another order, of the same cases', async () => {
    await page.goto(`${base}/wachtrij`);
    const usual = await names();
    await choose(page, ['los']);
    await page.goto(`${base}/wachtrij`);
    const mixed = await names();
    expect(mixed.join() !== usual.join(), 'it is the same order');
    expect([...mixed].sort().join() === [...usual].sort().join(), 'they are other cases');
    await page.reload();
    expect((await names()).join() === mixed.join(), 'it is another order each time');
    await standard(page);
  });
  await claim('a word about a pause after as many heavy texts as was chosen, and not before', async () => {
    await page.goto(`${base}/toetsen`);
    await page.fill('#pauze', '2');
    await save(page);
    const said = async () => (await page.locator('.pause').count()) > 0;
    const seen = [];
    for (let i = 0; i < 4; i++) {
      await page.goto(`${base}/signaal/${item}`);
      seen.push(await said());
    }
    expect(seen.join() === 'false,true,false,true', `it was said: ${seen.join()}`);
    await standard(page);
  });
}

async function reading(page, example, item) {
  await claim('what stands before and after a text is there to be read', async () => {
    await page.goto(`${base}/signaal/${item}`);
    const text = await page.innerText('.context');
    expect(text.includes('Ervoor') && text.includes('Erna'), text);
  });
  await claim('a finding says why, what to ask, what else it can be and what would have kept it out', async () => {
    const text = await page.innerText('#v2');
    for (const word of ['Waarom', 'Om na te gaan', 'Kan iets anders zijn', 'Telt niet mee bij', 'Regel']) {
      expect(text.includes(word), `${word} is not there`);
    }
  });
  await claim('an empty queue says that this says nothing about safety', async () => {
    await page.goto(`${base}/wachtrij?mijn=1`);
    const text = await page.innerText('main');
    expect(text.includes('Geen open signalen. Dat zegt niets over de veiligheid.'), text);
  });
  await claim('who is who stands on the case, and no name of a role is in English', async () => {
    await page.goto(`${base}/zaak/${example}`);
    const text = await page.innerText('main');
    expect(text.includes('om wie de zorg gaat') && text.includes('de ander'), text.slice(0, 300));
    for (const word of ['target', 'veiligthuis', 'both', 'unknown']) expect(!text.includes(word), `${word} is there`);
  });
  await claim('the chronology shows the texts with their evidence, and the time line what weighs', async () => {
    expect((await page.locator('.chronology .text mark').count()) > 10, 'nothing is marked');
    expect((await page.locator('.picture .heavy').count()) > 0, 'no ring');
    expect((await page.locator('.picture .stop').count()) > 0, 'no cross');
  });
  await claim('a pattern shows the texts it rests on', async () => {
    await page.goto(`${base}/zaak/${example}`);
    await page.locator('main a[href^="/patroon/"]').first().click();
    expect((await page.locator('.evidence .text').count()) > 0, 'no text');
  });
  await claim('no page says that it is safe, or how dangerous somebody is', async () => {
    for (const path of ['/wachtrij', `/zaak/${example}`, `/signaal/${item}`, '/toetsen']) {
      await page.goto(base + path);
      const text = (await page.innerText('body')).toLowerCase();
      for (const word of ['laag risico', 'geen risico', 'risicoscore', 'dader', 'veilig verklaard']) {
        expect(!text.includes(word), `${path} says ${word}`);
      }
    }
  });
}

// Two readings of as many findings as the page on agreement wants before it shows a figure.
async function pairs() {
  const jan = await person('jan');
  const tess = await person('tess');
  await claim('with twelve pairs of readings the page on agreement has its figures', async () => {
    const cases = [];
    await jan.goto(`${base}/wachtrij`);
    for (let i = 0; i < 4 && cases.length < 12; i++) {
      const links = jan.locator('main a[data-key="open"]', { hasText: 'proef-paren-' });
      for (const link of await links.all()) cases.push(await link.getAttribute('href'));
      if (cases.length < 12) await jan.click('a[rel="next"]');
    }
    for (const path of cases) {
      await jan.goto(base + path);
      await jan.locator('main a[href^="/signaal/"]').first().click();
      for (const box of await jan.locator('fieldset input[value="twijfel"]').all()) await box.check();
      await jan.click('button.main[data-key="opslaan"]');
    }
    await jan.waitForTimeout(10500);
    for (let i = 0; i < 13; i++) {
      await tess.goto(`${base}/tweede`);
      const form = tess.locator('form:has(fieldset)').first();
      await form.locator('input[value="twijfel"]').check();
      await form.locator('button.main').click();
    }
    const piet = await person('piet');
    await piet.goto(`${base}/kwaliteit`);
    expect((await piet.innerText('main')).includes('AC1 (Gwet)'), await piet.innerText('main'));
    await piet.context().close();
  });
  await jan.context().close();
  await tess.context().close();
}

export async function choices(example, item) {
  const page = await person('els');
  await keys(page);
  await masking(page, item);
  await ownEyes(page, example, item);
  await reading(page, example, item);
  await page.context().close();
  await pairs();
}
