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
  const text = () => page.locator('.text').innerText();
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
    await page.locator('.text details.mask summary').first().click();
    expect((await page.locator('.text details.mask[open]').count()) === 1, 'it does not open');
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

export async function choices(example, item) {
  const page = await person('els');
  await keys(page);
  await masking(page, item);
  await page.context().close();
}
