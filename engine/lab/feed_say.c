/* SPDX-License-Identifier: EUPL-1.2 */
/* feed_say.c: a step of a case -> its text, from the same templates as single items.
 *
 * In: the book, a step, the people of the case. Out: text. Neighbours: compose.c, noise.c;
 * feed_case.c asks. Invariants: only templates of the case's split; an act is told as something
 * that happened now (no denial, no guess, nothing of years ago: that would be another truth than
 * the step's). Cost: a pass over the templates. */
#include "lab/feed_say.h"

wv_voice wv_feed_voice(const wv_feed_step *s)
{
    wv_str who = s->kind == WV_FEED_MESSAGE ? s->from : s->reporter;
    if (wv_str_is(who, "R")) return WV_VOICE_R;
    if (wv_str_is(who, "A")) return WV_VOICE_V;
    if (wv_str_is(who, "B")) return s->kind == WV_FEED_MESSAGE ? WV_VOICE_P : WV_VOICE_V;
    return WV_VOICE_T;
}

wv_register wv_feed_register(const wv_feed_step *s, const wv_feed_cast *cast)
{
    if (s->kind == WV_FEED_MESSAGE) return cast->chat;
    return wv_str_is(s->reporter, "R") ? WV_REGISTER_FORMAL : cast->prose;
}

static bool is_now(const wv_gen_carrier *c)
{
    if (c->gold != WV_GOLD_REQUIRE) return false;
    for (uint32_t i = 0; i < c->labels.count; i++)
        if (wv_str_is(c->labels.items[i].s, "past")) return false;
    return !wv_str_is(c->attribution, "heard");
}

static const wv_gen_carrier *draw_carrier(const wv_gen_book *book, wv_voice voice, wv_register reg,
                                          wv_draw *d)
{
    const wv_gen_carrier *found = NULL;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < book->carrier_count; i++) {
        const wv_gen_carrier *c = &book->carriers[i];
        if (!(c->voices >> voice & 1) || !(c->registers >> reg & 1) || !is_now(c)) continue;
        if (wv_draw_below(d, ++seen) == 0) found = c;
    }
    return found;
}

static bool requires_one_of(const wv_gen_template *t, const wv_lits *signs)
{
    for (uint32_t i = 0; i < t->require.count; i++)
        for (uint32_t k = 0; k < signs->count; k++)
            if (wv_str_eq(t->require.items[i].s, signs->items[k].s)) return true;
    return false;
}

static bool fits(const wv_gen_template *t, const wv_feed_step *s, wv_voice voice, wv_register reg,
                 wv_split split)
{
    bool ordinary = !t->require.count && wv_str_is(t->group, "ordinary");
    if (t->split != split || !(t->voices >> voice & 1) || !wv_gen_fits(t, reg)) return false;
    if (s->says == WV_FEED_SIGN) return requires_one_of(t, &s->signs);
    return s->says == WV_FEED_ORDINARY ? ordinary : !t->require.count && !ordinary;
}

bool wv_feed_can_say(const wv_gen_book *book, const wv_feed_step *s, const wv_feed_cast *cast)
{
    wv_voice voice = wv_feed_voice(s);
    wv_register reg = wv_feed_register(s, cast);
    if (s->kind == WV_FEED_EVENT || s->says == WV_FEED_TEXT) return true;
    for (uint32_t i = 0; i < book->template_count; i++)
        if (fits(&book->templates[i], s, voice, reg, cast->split)) return true;
    return false;
}

static const wv_gen_template *draw_template(const wv_gen_book *book, const wv_feed_step *s,
                                            wv_voice voice, wv_register reg, wv_split split,
                                            wv_draw *d)
{
    const wv_gen_template *found = NULL;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < book->template_count; i++) {
        if (!fits(&book->templates[i], s, voice, reg, split)) continue;
        if (wv_draw_below(d, ++seen) == 0) found = &book->templates[i];
    }
    return found;
}

const wv_gen_template *wv_feed_say(const wv_gen_book *book, const wv_feed_step *s,
                                   const wv_feed_cast *cast, wv_gen_text *t, wv_draw *draw)
{
    wv_voice voice = wv_feed_voice(s);
    wv_gen_setting setting = {book, wv_feed_register(s, cast), voice, cast->by[voice], false};
    const wv_gen_template *of = NULL;
    const wv_node *act = NULL;
    const wv_lits *from = &s->texts;
    wv_str pattern = {"", 0};
    wv_gen_text_clear(t);
    if (s->says != WV_FEED_TEXT) {
        of = draw_template(book, s, voice, setting.reg, cast->split, draw);
        from = of ? &of->by[setting.reg] : from;
    }
    if (of && of->is_act) {
        const wv_gen_carrier *c = draw_carrier(book, voice, setting.reg, draw);
        act = of->fields;
        pattern = c ? c->text : pattern;
    } else if (from->count) {
        pattern = from->items[wv_draw_below(draw, from->count)].s;
    }
    wv_gen_compose(t, &setting, act, pattern, 0, draw);
    uint32_t x = wv_draw_below(draw, 100);
    bool typed = !cast->clean && setting.reg != WV_REGISTER_FORMAL;
    if (typed) wv_gen_spell(t, &setting, x < 80 ? 0 : x < 95 ? 1 : 2, draw);
    return of;
}
