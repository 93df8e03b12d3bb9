// SPDX-License-Identifier: EUPL-1.2
// pages.mjs: every page, in light and dark, on a wide screen, at 200 % and in 320 pixels (400 % of 1280, WCAG 1.4.10): axe-core
// finds nothing, nothing must be scrolled sideways, and a picture of it stands in build/browser.
import { axeSource, base, claim, expect, newPage, login, out } from './lib.mjs';

const looks = [
  { name: 'licht', width: 1280, height: 800, scheme: 'light', scale: 1 },
  { name: 'donker', width: 1280, height: 800, scheme: 'dark', scale: 1 },
  { name: '200', width: 640, height: 400, scheme: 'light', scale: 2 },
  { name: '200-donker', width: 640, height: 400, scheme: 'dark', scale: 2 },
  { name: '320', width: 320, height: 256, scheme: 'light', scale: 2 },
];
export const totals = { checks: 0, violations: 0, pages: new Set() };

export async function axe(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  totals.checks++;
  totals.violations += result.violations.length;
  return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(' | ')}`);
}

async function sideways(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return '';
    const all = Array.from(document.querySelectorAll('main *, header *, footer *'));
    const over = all.filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    return `${wide} px too wide: ${over.slice(0, 4).map((e) => e.outerHTML.slice(0, 80)).join(' | ')}`;
  });
}

export async function look(page, name, as) {
  totals.pages.add(name);
  await claim(`${name}, ${as.name}: axe finds nothing`, async () => {
    const found = await axe(page);
    expect(found.length === 0, found.join('\n'));
  });
  await claim(`${name}, ${as.name}: nothing goes sideways`, async () => {
    const say = await sideways(page);
    expect(say === '', say);
  });
  await page.screenshot({ path: `${out}/${name}-${as.name}.png`, fullPage: true });
}

// A check that finds nothing must be one that can: a field loses its name, and axe must say so.
export async function axeCanSee(page) {
  await page.goto(`${base}/inloggen`);
  await page.evaluate(() => document.querySelector('label[for="naam"]').remove());
  const before = { ...totals };
  const found = await axe(page);
  Object.assign(totals, before);
  expect(found.some((f) => f.startsWith('label')), 'axe did not miss the label');
}

// `list`: [user or null, name, path]; a page that answers with an error is as much a page as another.
export async function lookAtAll(list) {
  for (const as of looks) {
    const options = { viewport: { width: as.width, height: as.height }, colorScheme: as.scheme, deviceScaleFactor: as.scale };
    const users = new Map();
    for (const [user, name, path, prepare] of list) {
      if (!users.has(user)) users.set(user, user ? await login(await newPage(options), user) : await newPage(options));
      const page = users.get(user);
      await page.goto(base + path);
      if (prepare) await prepare(page);
      await look(page, name, as);
    }
    for (const page of users.values()) await page.context().close();
  }
}
