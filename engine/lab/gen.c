/* SPDX-License-Identifier: EUPL-1.2 */
/* gen.c: from a seed and a number to one invented record: what is said, by whom, in which register.
 *
 *   group = number / 2      a pair: one side is a sign, its twin differs on one axis and is none
 *                           else two records that have nothing to do with each other
 *   split -> register -> kind -> template -> carrier, voice, cast -> text -> spelling -> line
 *
 * In: the book. Out: lines. Neighbours: compose.c, noise.c, gen_write.c. Invariants: all parts of a
 * record are of one split (by template, never by item); the order of draws is part of the format:
 * changing it changes every corpus, so it goes with a new manifest version. Cost: about 10 us a
 * record. */
#include "lab/gen.h"
#include "lab/gen_write.h"

#include <stdint.h>

enum { TRAIN_IN_MILLION = 600000, DEV_IN_MILLION = 200000 };

/* ---- pools ---- */

static bool push(wv_gen_pool *p, uint32_t item)
{
    if (!wv_mem_grow((void **)&p->items, &p->capacity, p->count + 1, sizeof *p->items))
        return false;
    p->items[p->count++] = item;
    return true;
}

static wv_gen_kind kind_of(const wv_gen_template *t)
{
    if (t->require.count) return WV_GEN_SIGN;
    return wv_str_is(t->group, "ordinary") ? WV_GEN_ORDINARY : WV_GEN_LOOKALIKE;
}

static bool fill_pools(wv_gen *g)
{
    for (uint32_t i = 0; i < g->book->template_count; i++) {
        const wv_gen_template *t = &g->book->templates[i];
        for (int r = 0; r < WV_REGISTER_COUNT; r++) {
            bool no_chat = t->voices == 1u << WV_VOICE_R; /* professionals do not chat */
            if (!wv_gen_fits(t, (wv_register)r) || (no_chat && r == WV_REGISTER_CHAT)) continue;
            if (!push(&g->pools[t->split][r][kind_of(t)], i)) return false;
            if (t->is_act && !push(&g->open[t->split][r], i)) return false;
            bool twinned = t->require.count && (t->is_act || t->twins.count);
            if (twinned && !push(&g->twinned[t->split][r], i)) return false;
        }
    }
    return true;
}

wv_rc wv_gen_init(wv_gen *g, const wv_gen_book *book, const wv_gen_options *options, wv_err *err)
{
    *g = (wv_gen){.book = book, .options = *options};
    wv_gen_text_init(&g->text);
    if (!fill_pools(g)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (int s = 0; s < WV_SPLIT_COUNT; s++)
        for (int r = 0; r < WV_REGISTER_COUNT; r++) {
            bool full = g->twinned[s][r].count > 0 && g->open[s][r].count > 0;
            for (int k = 0; k < WV_GEN_KIND_COUNT; k++) full = full && g->pools[s][r][k].count;
            if (!full && (options->registers >> r & 1))
                return wv_err_set(err, WV_E_PACK,
                                  "the templates have no sign, twin, look-alike or ordinary text "
                                  "for register %s, split %s",
                                  wv_register_names[r], wv_split_names[s]);
        }
    return WV_OK;
}

void wv_gen_done(wv_gen *g)
{
    wv_gen_text_done(&g->text);
    for (int s = 0; s < WV_SPLIT_COUNT; s++)
        for (int r = 0; r < WV_REGISTER_COUNT; r++) {
            wv_mem_free(g->twinned[s][r].items);
            wv_mem_free(g->open[s][r].items);
            for (int k = 0; k < WV_GEN_KIND_COUNT; k++) wv_mem_free(g->pools[s][r][k].items);
        }
}

/* ---- choices ---- */

static wv_split draw_split(wv_draw *d)
{
    uint32_t x = wv_draw_below(d, 1000000);
    if (x < TRAIN_IN_MILLION) return WV_SPLIT_TRAIN;
    return x < TRAIN_IN_MILLION + DEV_IN_MILLION ? WV_SPLIT_DEV : WV_SPLIT_TEST;
}

static wv_register draw_register(uint8_t mask, wv_draw *d)
{
    uint32_t n = 0;
    for (int r = 0; r < WV_REGISTER_COUNT; r++) n += mask >> r & 1;
    uint32_t k = wv_draw_below(d, n);
    for (int r = 0; r < WV_REGISTER_COUNT; r++)
        if ((mask >> r & 1) && k-- == 0) return (wv_register)r;
    return WV_REGISTER_PLAIN;
}

/* In a chat nobody writes as a professional, and a formal text is mostly theirs. */
static wv_voice draw_voice(uint8_t mask, wv_register reg, wv_draw *d)
{
    static const uint8_t weights[WV_REGISTER_COUNT][WV_VOICE_COUNT] = {
        [WV_REGISTER_FORMAL] = {1, 3, 2, 6},
        [WV_REGISTER_PLAIN] = {3, 5, 3, 2},
        [WV_REGISTER_CHAT] = {5, 5, 2, 0},
        [WV_REGISTER_FLEMISH] = {3, 5, 3, 2}};
    uint32_t sum = 0;
    for (int v = 0; v < WV_VOICE_COUNT; v++)
        if (mask >> v & 1) sum += weights[reg][v];
    uint32_t k = wv_draw_below(d, sum);
    for (int v = 0; v < WV_VOICE_COUNT; v++) {
        if (!(mask >> v & 1)) continue;
        if (k < weights[reg][v]) return (wv_voice)v;
        k -= weights[reg][v];
    }
    for (int v = WV_VOICE_COUNT - 1; v > 0; v--)
        if (mask >> v & 1) return (wv_voice)v;
    return WV_VOICE_P;
}

/* A carrier of the item's voice and register: one that tells the act, or one that leaves it open or
 * denies it; for a pair one that has a twin. NULL when there is none. */
static const wv_gen_carrier *draw_carrier(const wv_gen *g, const wv_gen_item *item, wv_draw *d)
{
    const wv_gen_carrier *found = NULL;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < g->book->carrier_count; i++) {
        const wv_gen_carrier *c = &g->book->carriers[i];
        const wv_gen_setting *s = &item->setting;
        if (!(c->voices >> s->voice & 1) || !(c->registers >> s->reg & 1)) continue;
        if ((c->gold == WV_GOLD_REQUIRE) == item->open) continue;
        if (item->in_pair && !c->twin.n) continue;
        if (wv_draw_below(d, ++seen) == 0) found = c; /* each equally likely */
    }
    return found;
}

static uint32_t draw_noise(const wv_gen *g, wv_register reg, wv_draw *d)
{
    uint32_t x = wv_draw_below(d, 100);
    if (g->options.clean || reg == WV_REGISTER_FORMAL) return 0;
    return x < 65 ? 0 : x < 90 ? 1 : 2;
}

/* ---- parts ---- */

static wv_gen_setting setting_of(const wv_gen *g, wv_voice voice, wv_register reg, wv_draw *d)
{
    const wv_gen_cast *cast = &g->book->casts[voice];
    return (wv_gen_setting){
        g->book, reg, voice, cast->variants[wv_draw_below(d, cast->count)], false};
}

static void add_act(wv_gen *g, wv_gen_item *item, const wv_gen_template *t, bool twin, wv_draw *d)
{
    wv_gen_part *part = &item->parts[item->part_count];
    const wv_gen_carrier *c = draw_carrier(g, item, d);
    if (!c) return;
    *part = (wv_gen_part){.made_of = t, .carrier = c, .gold = twin ? WV_GOLD_NEGATED : c->gold};
    wv_gen_compose(&g->text, &item->setting, t->fields, twin ? c->twin : c->text,
                   item->part_count++, d);
}

static void add_say(wv_gen *g, wv_gen_item *item, const wv_gen_template *t, bool twin, wv_draw *d)
{
    wv_gen_part *part = &item->parts[item->part_count];
    const wv_lits *from = twin ? &t->twins : &t->by[item->setting.reg];
    *part = (wv_gen_part){.made_of = t, .gold = twin ? WV_GOLD_NEGATED : WV_GOLD_REQUIRE};
    part->empty = twin && !t->twin_negated;
    wv_gen_compose(&g->text, &item->setting, NULL, from->items[wv_draw_below(d, from->count)].s,
                   item->part_count++, d);
}

static void add_part(wv_gen *g, wv_gen_item *item, const wv_gen_template *t, bool twin, wv_draw *d)
{
    if (t->is_act)
        add_act(g, item, t, twin, d);
    else
        add_say(g, item, t, twin, d);
}

/* Harmless words around it, as in life: reports begin and end with routine. */
static void add_frame(wv_gen *g, wv_gen_item *item, const char *list, uint32_t in_million,
                      wv_draw *d)
{
    const wv_gen_words *words = wv_gen_book_words(g->book, wv_str_of(list));
    if (!wv_draw_chance(d, in_million) || !words) return;
    wv_voice voice = item->setting.voice;
    wv_register reg = voice == WV_VOICE_R                    ? WV_REGISTER_FORMAL
                      : item->setting.reg == WV_REGISTER_FORMAL ? WV_REGISTER_PLAIN
                                                                : item->setting.reg;
    const wv_lits *texts = &words->by[reg];
    if (!texts->count || (voice == WV_VOICE_P && reg != WV_REGISTER_CHAT)) return;
    wv_gen_compose(&g->text, &item->setting, NULL,
                   texts->items[wv_draw_below(d, texts->count)].s, WV_GEN_PARTS_MAX, d);
}

/* A second act by the same voice, of the same split. */
static void add_more(wv_gen *g, wv_gen_item *item, const wv_gen_template *first, wv_draw *d)
{
    const wv_gen_pool *pool = &g->pools[item->split][item->setting.reg][WV_GEN_SIGN];
    bool report = item->setting.voice != WV_VOICE_P && item->setting.reg != WV_REGISTER_CHAT;
    if (!report || !wv_draw_chance(d, 250000)) return;
    const wv_gen_template *t = &g->book->templates[pool->items[wv_draw_below(d, pool->count)]];
    if (t != first && t->is_act && (t->voices >> item->setting.voice & 1))
        add_part(g, item, t, false, d);
}

/* ---- records ---- */

static wv_gen_kind draw_kind(const wv_gen *g, uint32_t paired, wv_draw *d)
{
    uint64_t signs = g->options.base_rate - paired / 2;
    uint32_t rate = (uint32_t)(signs * 1000000 / (1000000 - paired));
    if (wv_draw_chance(d, rate)) return WV_GEN_SIGN;
    return wv_draw_below(d, 100) < 45 ? WV_GEN_LOOKALIKE : WV_GEN_ORDINARY;
}

static void count(wv_gen *g, const wv_gen_item *item)
{
    wv_gen_counts *c = &g->counts;
    bool sign = false;
    for (uint32_t i = 0; i < item->part_count; i++)
        sign = sign || (item->parts[i].gold == WV_GOLD_REQUIRE && !item->counter_report &&
                        item->parts[i].made_of->require.count && !item->parts[i].empty);
    bool ordinary = item->part_count && kind_of(item->parts[0].made_of) == WV_GEN_ORDINARY;
    c->records++;
    c->signs += sign;
    c->ordinary += ordinary;
    c->lookalikes += !sign && !ordinary;
    c->twins += item->in_pair;
    c->by_register[item->setting.reg]++;
    c->by_split[item->split]++;
    c->with_typos += g->text.typos > 0;
}

static void finish(wv_gen *g, wv_gen_item *item, const wv_gen_template *t, bool twin, wv_draw *d,
                   wv_buf *out)
{
    bool prose = item->setting.reg == WV_REGISTER_FORMAL || item->setting.reg == WV_REGISTER_PLAIN;
    wv_gen_text_clear(&g->text);
    add_frame(g, item, "voor", prose ? 400000 : 150000, d);
    add_part(g, item, t, twin, d);
    if (!item->in_pair && !item->open && t->require.count) add_more(g, item, t, d);
    /* From here on another stream: a twin may have drawn more words than its sign. */
    wv_draw rest = {wv_draw_mix(d->key), 0};
    add_frame(g, item, "na", prose ? 400000 : 150000, &rest);
    item->setting.exact = item->in_pair;
    uint32_t level = item->in_pair ? 0 : draw_noise(g, item->setting.reg, &rest);
    if (!g->options.clean) wv_gen_spell(&g->text, &item->setting, level, &rest);
    count(g, item);
    wv_gen_write(out, item, &g->text, &rest);
}

static void single(wv_gen *g, uint64_t number, uint32_t paired, wv_buf *out)
{
    wv_draw d = wv_draw_of(g->options.seed, number * 2 + 1);
    wv_gen_item item = {.number = number, .split = draw_split(&d)};
    wv_register reg = draw_register(g->options.registers, &d);
    wv_gen_kind kind = draw_kind(g, paired, &d);
    item.open = kind == WV_GEN_LOOKALIKE && wv_draw_below(&d, 100) < 35;
    const wv_gen_pool *pool =
        item.open ? &g->open[item.split][reg] : &g->pools[item.split][reg][kind];
    const wv_gen_template *t = &g->book->templates[pool->items[wv_draw_below(&d, pool->count)]];
    item.setting = setting_of(g, draw_voice(t->voices, reg, &d), reg, &d);
    finish(g, &item, t, false, &d, out);
}

/* Both sides draw from the same stream up to the twin, so that they differ on the axis alone. */
static void side_of_pair(wv_gen *g, uint64_t number, wv_draw d, wv_buf *out)
{
    wv_gen_item item = {.number = number, .split = draw_split(&d), .in_pair = true};
    wv_register reg = draw_register(g->options.registers, &d);
    const wv_gen_pool *pool = &g->twinned[item.split][reg];
    const wv_gen_template *t = &g->book->templates[pool->items[wv_draw_below(&d, pool->count)]];
    item.setting = setting_of(g, draw_voice(t->voices, reg, &d), reg, &d);
    bool other_side = number & 1;
    /* An act can be denied, or told by the one it is told of. */
    bool swapped = t->is_act && item.setting.voice == WV_VOICE_V && wv_draw_chance(&d, 300000);
    item.axis = swapped ? WV_STR("direction") : t->is_act ? WV_STR("negation") : t->axis;
    item.counter_report = swapped && other_side;
    finish(g, &item, t, other_side && !swapped, &d, out);
}

void wv_gen_record(wv_gen *g, uint64_t number, wv_buf *out)
{
    uint32_t rate = g->options.base_rate;
    uint32_t paired = (rate < 500000 ? rate : 1000000 - rate) / 2;
    wv_draw group = wv_draw_of(g->options.seed, number & ~(uint64_t)1);
    if (wv_draw_chance(&group, paired))
        side_of_pair(g, number, group, out);
    else
        single(g, number, paired, out);
}
