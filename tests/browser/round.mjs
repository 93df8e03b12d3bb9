// SPDX-License-Identifier: EUPL-1.2
// round.mjs: a whole round of work, in each of the four ways: queue, case, signal, an answer per finding, undo, a decision on
// the case, undo, the next one; put away, hand over and receive; a second reading that is blind, and a third that settles; four
// eyes at severity 5.
import { base, claim, expect } from './lib.mjs';
import { Actor, ways } from './actor.mjs';

const SECOND = 1000;

// Its link stands in the queue, which begins with the oldest: our cases.
async function openCase(actor, name) {
  await actor.key('wachtrij', true);
  const link = actor.page.locator(`main a[data-key="open"]`, { hasText: name });
  if (actor.byKeys && actor.byScript) {
    for (let i = 0; i < 60 && !(await actor.isAt(link)); i++) await actor.page.keyboard.press('j');
    expect(await actor.isAt(link), `j does not come to ${name}`);
    return actor.key('open', true);
  }
  return actor.press(link, true);
}

async function take(actor) {
  await actor.key('nemen', true);
  await actor.sees('U, tot');
}

async function toFirstSignal(actor) {
  return actor.press('main a[href^="/signaal/"]', true);
}

// Every open question of the page; with script and keys by j and the key of the answer.
async function answerAll(actor, answer, reason) {
  const questions = actor.page.locator('article.finding fieldset');
  const count = await questions.count();
  expect(count > 0, `no question on ${actor.page.url()}`);
  for (let i = 0; i < count; i++) {
    if (actor.byKeys && actor.byScript) {
      await actor.page.keyboard.press('j');
      await actor.key(answer);
      if (reason) await actor.key('reden1');
    } else {
      await actor.press(questions.nth(i).locator(`input[value="${answer}"]`));
      if (reason) await actor.choose(`fieldset >> nth=${i} >> select`, reason);
    }
    const given = await questions.nth(i).locator(`input[value="${answer}"]`).isChecked();
    expect(given, `question ${i + 1} has no answer`);
  }
  if (actor.byKeys && actor.byScript) await actor.page.keyboard.press('Control+Enter').then(() => actor.page.waitForEvent('load'));
  else await actor.key('opslaan', true);
  await actor.sees('Opgeslagen');
  return count;
}

async function decide(actor, what, note) {
  await actor.press(`input[name="wat"][value="${what}"]`);
  if (what === 'door') await actor.type('input[name="naar"]', 'wijkteam Noord');
  if (note) await actor.type('#noot', note);
  await actor.key('opslaan', true);
}

async function mainRound(way) {
  const say = (text) => `${way}: ${text}`;
  const jan = await Actor.as('jan', way);
  await claim(say('the queue leads to the case'), async () => {
    await openCase(jan, `proef-${way}-besluit`);
    await jan.sees(`proef-${way}-besluit`);
    await jan.sees('nieuw sinds u hier was');
  });
  await claim(say('a case is taken, and that shows'), () => take(jan));
  await claim(say('the signal shows its text with the evidence marked'), async () => {
    await toFirstSignal(jan);
    expect((await jan.page.locator('.text mark').count()) > 0, 'nothing is marked');
    await jan.sees('Is de tekst goed gelezen?');
  });
  await claim(say('each finding gets its answer'), () => answerAll(jan, 'ja'));
  await claim(say('an answer is taken back'), async () => {
    await jan.key('terug', true);
    await jan.sees('teruggedraaid');
  });
  await claim(say('... and given again, with a reason'), async () => {
    await toFirstSignal(jan);
    await answerAll(jan, 'nee', '1. Ontkend of als-dan');
  });
  await claim(say('from the signal back to the case'), async () => {
    await jan.key('zaak', true);
    await jan.sees('Wat gebeurt ermee?');
    await jan.sees('alles gelezen');
  });
  await claim(say('a decision on the case leads to the queue, which goes on'), async () => {
    await decide(jan, 'door');
    await jan.sees('Opgeslagen');
    await jan.seesNot(`proef-${way}-besluit`, '.queue');
  });
  await claim(say('the decision is taken back, and the case is open again'), async () => {
    await jan.key('terug', true);
    await jan.sees(`proef-${way}-besluit`);
    await jan.sees('teruggedraaid');
    expect((await jan.page.locator('input[name="wat"]').count()) > 0, 'there is no question');
  });
  await claim(say('a new decision stands beside it'), async () => {
    await decide(jan, 'door');
    await openCase(jan, `proef-${way}-volgende`);
  });
  await jan.leave();
}

async function awayAndBack(way) {
  const say = (text) => `${way}: ${text}`;
  const jan = await Actor.as('jan', way);
  const els = await Actor.as('els', way);
  await claim(say('who has a case is the only one to release it'), async () => {
    await openCase(jan, `proef-${way}-later`);
    await take(jan);
    await openCase(els, `proef-${way}-later`);
    await els.sees('jan, tot');
    expect((await els.page.locator('[data-key="nemen"]').count()) === 0, 'another may take or release it');
  });
  await claim(say('released, another takes it'), async () => {
    await jan.key('nemen', true);
    await openCase(els, `proef-${way}-later`);
    await take(els);
    await els.key('nemen', true);
  });
  await claim(say('a case with severity 5 is put away for 2 hours at most'), async () => {
    await openCase(jan, `proef-${way}-later`);
    const longest = await jan.page.locator('#weg option').last().innerText();
    expect(longest === '2 uur', `it offers ${longest}`);
    await jan.choose('#weg', '2 uur');
    await jan.press('.bar button[data-key="later"]', true);
    await jan.seesNot(`proef-${way}-later`);
    await jan.press('main a[href="/wachtrij?later=1"]', true);
    await jan.sees(`proef-${way}-later`);
  });
  await claim(say('handed over without a reason, it waits for who receives it'), async () => {
    await openCase(jan, `proef-${way}-overdracht`);
    await jan.press('summary:has-text("Overdragen")');
    await jan.choose('#rol', 'casusregisseur');
    await jan.press('details button:has-text("Overdragen")', true);
    await jan.seesNot(`proef-${way}-overdracht`);
  });
  await claim(say('... who takes it, which is the receipt'), async () => {
    const ria = await Actor.as('ria', way);
    await ria.press('main a[href="/wachtrij?rol=1"]', true);
    await ria.press(ria.page.locator('main a[data-key="open"]', { hasText: `proef-${way}-overdracht` }), true);
    await ria.sees('nog niet ontvangen');
    await take(ria);
    await ria.sees('ontvangen door ria');
    await ria.leave();
  });
  await jan.leave();
  await els.leave();
}

async function readAgain(actor, name, answer) {
  await actor.page.goto(`${base}/tweede`);
  for (let i = 0; i < 40; i++) {
    const form = actor.page.locator('form:has(fieldset)', { hasText: 'Is de tekst goed gelezen?' }).first();
    expect((await form.count()) > 0, `${name} finds nothing to read`);
    await actor.press(form.locator(`input[value="${answer}"]`));
    if (answer === 'nee') await actor.choose('form:has(fieldset) >> nth=0 >> select', '2. Gaat over iemand anders');
    await actor.press(form.locator('button.main'), true);
    await actor.sees('Opgeslagen');
    if ((await actor.page.locator('form:has(fieldset)').count()) === 0) return i + 1;
  }
  throw new Error(`${name}: there is no end to it`);
}

async function moreEyes(way) {
  const say = (text) => `${way}: ${text}`;
  const jan = await Actor.as('jan', way);
  const tess = await Actor.as('tess', way);
  const ria = await Actor.as('ria', way);
  await claim(say('doubt asks for a second reading'), async () => {
    await openCase(jan, `proef-${way}-lezing`);
    await toFirstSignal(jan);
    await answerAll(jan, 'twijfel');
    await jan.sees('wordt door een ander nog eens gelezen');
    await jan.page.waitForTimeout(10.5 * SECOND); // until it is sealed nobody else reads it
  });
  await claim(say('the second reader sees neither answer nor urgency'), async () => {
    await tess.page.goto(`${base}/tweede`);
    await tess.sees('Is de tekst goed gelezen?');
    for (const word of ['Wanneer kijken', 'jan', 'Goed gelezen:']) await tess.seesNot(word);
  });
  await claim(say('the second reader answers all that waits'), async () => {
    await readAgain(tess, 'tess', 'nee');
    await tess.page.waitForTimeout(10.5 * SECOND);
  });
  await claim(say('two who differ go to a third, who settles it'), async () => {
    await ria.page.goto(`${base}/tweede`);
    await ria.sees('Twee lezers zijn het niet eens');
    await readAgain(ria, 'ria', 'ja');
  });
  await claim(say('no follow-up at severity 5 waits for a second person'), async () => {
    await openCase(jan, `proef-${way}-vierogen`);
    await decide(jan, 'geen', 'Al bekend bij de wijkagent.');
    await openCase(jan, `proef-${way}-vierogen`);
    await jan.sees('Bij dit signaal beslist ook een tweede persoon');
    await decide(jan, 'geen', 'Nog eens.');
    await jan.sees('Nu beslist een tweede persoon');
  });
  await claim(say('... who agrees, and then it is closed'), async () => {
    await openCase(tess, `proef-${way}-vierogen`);
    await decide(tess, 'geen', 'Eens: al bekend.');
    await tess.seesNot(`proef-${way}-vierogen`);
  });
  for (const actor of [jan, tess, ria]) await actor.leave();
}

export async function rounds() {
  for (const way of Object.keys(ways)) {
    await mainRound(way);
    await awayAndBack(way);
    await moreEyes(way);
  }
}
