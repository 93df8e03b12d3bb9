// SPDX-License-Identifier: EUPL-1.2
// lib.mjs: what the browser tests share: claims, a browser, people who log in, and a watch over each page for what no page of
// ours may do: write to the console, break its own policy, or ask another place for anything.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.env.WV_MODULES);
const { chromium } = require('playwright-core');
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const [base, store, out] = process.argv.slice(2);

const counts = { passed: 0, failed: 0 };
export const watched = { pages: 0, console: [], policy: [], elsewhere: [], failed: [] };

export async function claim(text, work) {
  try {
    const result = await work();
    if (result === false) throw new Error('it does not hold');
    counts.passed++;
    console.log(`ok ${text}`);
    return result;
  } catch (error) {
    counts.failed++;
    console.log(`not ok ${text}\n#   ${String(error.message).split('\n').slice(0, 12).join('\n#   ')}`);
    return undefined;
  }
}

export function expect(holds, say) {
  if (!holds) throw new Error(say);
}

export function close() {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed ? 1 : 0;
}

let browser;
export async function start() {
  // As root chromium has no sandbox of its own; what it loads here is only our own pages.
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  return browser;
}

export async function stop() {
  await browser.close();
}

// A 403 or 422 that a test asks for is also a line on chromium's console; the tests count those by their status.
function isAsked(text) {
  return /Failed to load resource: the server responded with a status of (403|404|409|422)/.test(text);
}

function watch(context) {
  context.on('request', (request) => {
    if (!request.url().startsWith(`${base}/`)) watched.elsewhere.push(request.url());
  });
  context.on('requestfailed', (request) => {
    if (!/ERR_ABORTED/.test(request.failure().errorText)) watched.failed.push(`${request.url()} ${request.failure().errorText}`);
  });
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (/Content.Security.Policy|violates the following/i.test(message.text())) watched.policy.push(message.text());
      else if (!isAsked(message.text())) watched.console.push(`${page.url()} ${message.type()} ${message.text()}`);
    });
    page.on('pageerror', (error) => watched.console.push(`${page.url()} ${error.message}`));
    page.on('load', () => { watched.pages++; });
  });
}

export async function newPage(options = {}) {
  const context = await browser.newContext({
    locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options,
  });
  watch(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  return page;
}

export async function login(page, name) {
  await page.goto(`${base}/inloggen`);
  await page.fill('#naam', name);
  await page.fill('#wachtwoord', process.env.WV_PASSWORD);
  await page.click('main button.main');
  expect(!page.url().endsWith('/inloggen'), `${name} was not let in`);
  return page;
}

export async function person(name, options) {
  return login(await newPage(options), name);
}
