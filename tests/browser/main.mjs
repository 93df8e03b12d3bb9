// SPDX-License-Identifier: EUPL-1.2
// main.mjs BASE STORE OUT: all browser tests, in order: rounds of work first, so that the pages have something to show.
import { execFileSync } from 'node:child_process';
import { base, claim, close, expect, newPage, start, stop, store, watched } from './lib.mjs';
import { axeCanSee, lookAtAll, totals } from './pages.mjs';
import { rounds } from './round.mjs';
import { choices } from './choices.mjs';

function numberOf(sql) {
  const script = `import sqlite3,sys;print(sqlite3.connect('file:'+sys.argv[1]+'?mode=ro',uri=True).execute(sys.argv[2]).fetchone()[0])`;
  return execFileSync('python3', ['-c', script, store, sql], { encoding: 'utf8' }).trim();
}

const items = Number(numberOf('SELECT count(*) FROM item'));
await claim(`the store has 100,000 items or more (${items})`, () => items >= 100000 || Boolean(process.env.WV_BROWSER_RECORDS));
const example = numberOf("SELECT num FROM case_row WHERE name = 'voorbeeld-1'");
const item = numberOf(`SELECT num FROM item WHERE case_num = ${example} AND record = 's10' AND is_alert = 0 ORDER BY num LIMIT 1`);
const pattern = numberOf(`SELECT num FROM finding WHERE case_num = ${example} AND is_alert = 1 ORDER BY triage DESC LIMIT 1`);
const long = numberOf('SELECT case_num FROM record GROUP BY case_num ORDER BY count(*) DESC LIMIT 1');

// What a reviewer chose, as its cookie says it.
const chosen = (value) => async (page) => {
  await page.context().addCookies([{ name: 'weergave', value, url: base }]);
  await page.reload();
};

await start();
await claim('axe sees a fault where there is one', async () => axeCanSee(await newPage()));
await rounds();
await choices(example, item);
const decided = numberOf("SELECT num FROM case_row WHERE name = 'proef-toetsen-vierogen'");
await lookAtAll([
  [null, 'inloggen', '/inloggen'],
  ['jan', 'wachtrij', '/wachtrij'],
  ['jan', 'wachtrij-mijn', '/wachtrij?mijn=1'],
  ['ingrid', 'wachtrij-leeg', '/wachtrij?mijn=1'],
  ['jan', 'wachtrij-later', '/wachtrij?later=1'],
  ['ria', 'wachtrij-rol', '/wachtrij?rol=1'],
  ['jan', 'zaak', `/zaak/${example}`],
  ['jan', 'zaak-lang', `/zaak/${long}`],
  ['jan', 'zaak-besloten', `/zaak/${decided}`],
  ['jan', 'signaal', `/signaal/${item}`],
  ['jan', 'patroon', `/patroon/${pattern}`],
  ['jan', 'stuk', `/stuk/${example}/s10`],
  ['jan', 'zoeken', '/zoeken'],
  ['jan', 'zoeken-gevonden', '/zoeken?woorden=tracker'],
  ['jan', 'zoeken-niets', '/zoeken?woorden=qqqqqqq'],
  ['jan', 'toetsen', '/toetsen'],
  ['jan', 'fout-404', '/zaak/999999999'],
  ['jan', 'fout-403', '/kwaliteit'],
  ['jan', 'fout-422', `/zaak/${example}`, (page) => page.click('main button.main')],
  ['ingrid', 'signaal-verborgen', `/signaal/${item}`, chosen('masker=1.blind=1')],
  ['ingrid', 'zaak-blind', `/zaak/${example}`, chosen('masker=1.blind=1.kaal=1')],
  ['tess', 'tweede', '/tweede'],
  ['ria', 'derde', '/tweede'],
  ['piet', 'eens', '/kwaliteit'],
  ['piet', 'regels', '/kwaliteit/regels'],
  ['piet', 'regel', '/regel/threat.kill.direct'],
  ['piet', 'toezicht', '/kwaliteit/toezicht'],
  ['piet', 'steekproef', '/kwaliteit/steekproef?trekking=1'],
]);
await stop();

await claim(`nothing on the console of ${watched.pages} pages`, () => expect(watched.console.length === 0, watched.console.join('\n')));
await claim('no page broke its policy', () => expect(watched.policy.length === 0, watched.policy.join('\n')));
await claim('no page asked another place for anything', () => expect(watched.elsewhere.length === 0, watched.elsewhere.join('\n')));
await claim('every request was answered', () => expect(watched.failed.length === 0, watched.failed.join('\n')));
console.log(`axe: ${totals.checks} runs on ${totals.pages.size} pages, ${totals.violations} violations`);
close();
