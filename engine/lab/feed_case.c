/* SPDX-License-Identifier: EUPL-1.2 */
/* feed_case.c: from a seed and a number to one invented case: when each step of its feed happens,
 * when that is received, and where it stands in the input.
 *
 *   split -> something to raise or quiet -> feed -> people, registers -> steps -> records -> gold
 *
 * In: the book. Out: lines. Neighbours: feed_say.c makes the words, feed_write.c the lines.
 * Invariants: all templates of a case are of its split; two clocks (a report comes in later than
 * what it tells, an upload days later); some records stand in the input after younger ones. Cost:
 * about 5 us a record. */
#include "lab/feed_case.h"

#include "base/time.h"

#include "lab/feed_say.h"
#include "lab/feed_write.h"

#include <stdlib.h>

enum {
    DAY = 86400,
    TRAIN_IN_MILLION = 600000,
    DEV_IN_MILLION = 200000,
    FLEMISH_IN_MILLION = 200000,
    DISPLACED_IN_MILLION = 20000, /* records that stand in the input later than they should */
    REPORT_MINUTES_MAX = 180,     /* from what happened to the report of it */
};

/* ---- pools ---- */

static bool can_tell(const wv_gen_book *book, const wv_feed *feed, wv_split split)
{
    for (int flemish = 0; flemish < 2; flemish++) {
        wv_feed_cast cast = {.split = split,
                             .chat = flemish ? WV_REGISTER_FLEMISH : WV_REGISTER_CHAT,
                             .prose = flemish ? WV_REGISTER_FLEMISH : WV_REGISTER_PLAIN};
        for (uint32_t i = 0; i < feed->step_count; i++)
            if (!wv_feed_can_say(book, &feed->steps[i], &cast)) return false;
    }
    return true;
}

wv_rc wv_feeds_init(wv_feeds *f, const wv_gen_book *book, const wv_feeds_options *options,
                    wv_err *err)
{
    *f = (wv_feeds){.book = book, .options = *options};
    f->zone = (wv_tz){.eu_rule = true, .eu_standard = 3600, .first_offset = 3600};
    wv_arena_init(&f->arena);
    wv_gen_text_init(&f->text);
    wv_buf_init(&f->line);
    wv_buf_init(&f->own);
    wv_buf_init(&f->twin);
    wv_buf_init(&f->musts);
    wv_buf_init(&f->silent);
    for (int s = 0; s < WV_SPLIT_COUNT; s++) {
        for (uint32_t i = 0; i < book->feed_count; i++) {
            wv_feed_pool *p = &f->pools[s][book->feeds[i].must_count == 0];
            if (!can_tell(book, &book->feeds[i], (wv_split)s)) continue;
            if (!wv_mem_grow((void **)&p->items, &p->capacity, p->count + 1, sizeof *p->items))
                return wv_err_set(err, WV_E_NOMEM, "out of memory");
            p->items[p->count++] = i;
        }
        if (!f->pools[s][0].count || !f->pools[s][1].count)
            return wv_err_set(err, WV_E_PACK,
                              "the templates have no feed with something to raise, or no quiet "
                              "one, for split %s",
                              wv_split_names[s]);
    }
    return WV_OK;
}

void wv_feeds_done(wv_feeds *f)
{
    for (int s = 0; s < WV_SPLIT_COUNT; s++)
        for (int q = 0; q < 2; q++) wv_mem_free(f->pools[s][q].items);
    wv_mem_free(f->records);
    wv_arena_done(&f->arena);
    wv_gen_text_done(&f->text);
    wv_buf_done(&f->own);
    wv_buf_done(&f->twin);
    wv_buf_done(&f->line);
    wv_buf_done(&f->musts);
    wv_buf_done(&f->silent);
}

/* ---- people ---- */

static bool is_of(const wv_node *variant, const char *key, const char *gender)
{
    const wv_node *n = wv_node_get(variant, key);
    return !n || wv_str_is(n->scalar, gender);
}

/* The same people in all records: a man is not called "zij" a day later. */
static wv_feed_cast draw_cast(const wv_feeds *f, wv_split split, wv_draw *d)
{
    static const char *const genders[] = {"v", "m"};
    wv_feed_cast cast = {.split = split, .clean = f->options.clean};
    bool flemish = wv_draw_chance(d, FLEMISH_IN_MILLION);
    cast.chat = flemish ? WV_REGISTER_FLEMISH : WV_REGISTER_CHAT;
    cast.prose = flemish ? WV_REGISTER_FLEMISH : WV_REGISTER_PLAIN;
    const char *a = genders[wv_draw_below(d, 2)], *b = genders[wv_draw_below(d, 2)];
    for (int v = 0; v < WV_VOICE_COUNT; v++) {
        const wv_gen_cast *all = &f->book->casts[v];
        uint32_t seen = 0;
        cast.by[v] = all->variants[0];
        for (uint32_t i = 0; i < all->count; i++)
            if (is_of(all->variants[i], "a", a) && is_of(all->variants[i], "b", b) &&
                wv_draw_below(d, ++seen) == 0)
                cast.by[v] = all->variants[i];
    }
    return cast;
}

/* ---- time ---- */

static int32_t draw_range(wv_feed_range r, wv_draw *d)
{
    return r.low + (int32_t)wv_draw_below(d, (uint32_t)(r.high - r.low) + 1);
}

static int64_t utc_of(const wv_feeds *f, int64_t local)
{
    return local - wv_tz_offset_local(&f->zone, local);
}

/* A clock within the hours that the step names. */
static int64_t draw_clock(const wv_feed_step *s, wv_draw *d)
{
    return draw_range(s->hour, d) * 3600 + (int64_t)wv_draw_below(d, 3600);
}

static int64_t received_of(const wv_feed_step *s, int64_t occurred, wv_draw *d)
{
    int64_t late = (int64_t)draw_range(s->late, d) * 3600;
    if (late) return occurred + late;
    if (s->kind != WV_FEED_REPORT) return occurred;
    return occurred + 60 * (int64_t)(5 + wv_draw_below(d, REPORT_MINUTES_MAX));
}

/* ---- records ---- */

typedef struct maker {
    wv_feeds *f;
    wv_feed_case *c;
    wv_feed_cast cast;
    int64_t day0; /* local midnight of day 0 */
    wv_draw *draw;
} maker;

/* What the gold says of this record's text. */
static void tell_gold(maker *m, const wv_feed_step *s, const wv_feed_record *r,
                      const wv_gen_template *of)
{
    bool claim = wv_str_is(s->reporter, "B"); /* B's claims about A are B's */
    for (uint32_t i = 0; of && s->says == WV_FEED_SIGN && !claim && i < of->require.count; i++)
        wv_feed_write_sign(m->f, r, of->require.items[i].s);
    for (uint32_t i = 0; i < s->require.count; i++)
        wv_feed_write_sign(m->f, r, s->require.items[i].s);
    if (s->says != WV_FEED_ORDINARY && s->says != WV_FEED_LOOKALIKE) return;
    if (m->f->silent.n) wv_buf_byte(&m->f->silent, ',');
    wv_feed_write_id(&m->f->silent, r->number, r->index);
}

/* The same text of other people, or in another hand, where it has such a twin. */
static wv_str twin_of(wv_feeds *f, wv_str text)
{
    wv_buf_clear(&f->own);
    wv_buf_clear(&f->twin);
    bool made = f->options.twinned && wv_twin(text, f->options.twin, 0, &f->own, &f->twin);
    f->failed = f->failed || f->own.failed || f->twin.failed;
    return made ? (wv_str){f->twin.p, (uint32_t)f->twin.n} : text;
}

static void add_record(maker *m, const wv_feed_step *s, uint32_t step, int64_t local)
{
    wv_feeds *f = m->f;
    const wv_gen_template *of = NULL;
    wv_str text = {"", 0};
    if (!wv_mem_grow((void **)&f->records, &f->record_capacity, f->record_count + 1,
                     sizeof *f->records)) {
        f->failed = true;
        return;
    }
    if (s->dated) local -= ((local % DAY) + DAY) % DAY;
    wv_feed_record r = {.occurred = utc_of(f, local),
                        .number = m->c->number,
                        .index = f->record_count - m->c->first,
                        .step = step};
    r.received = received_of(s, r.occurred, m->draw);
    r.place = r.received;
    if (wv_draw_chance(m->draw, DISPLACED_IN_MILLION)) {
        r.place += DAY + (int64_t)wv_draw_below(m->draw, 5 * DAY);
        f->counts.displaced++;
    }
    f->counts.late += r.received - r.occurred >= DAY;
    if (s->kind != WV_FEED_EVENT) {
        of = wv_feed_say(f->book, s, &m->cast, &f->text, m->draw);
        text = twin_of(f, (wv_str){f->text.text.p, (uint32_t)f->text.text.n});
    }
    wv_feed_write_record(f, m->c, s, &r, text, m->draw);
    r.line = wv_arena_str(&f->arena, (wv_str){f->line.p, (uint32_t)f->line.n});
    f->failed = f->failed || !r.line.p || f->line.failed || f->text.text.failed;
    f->records[f->record_count++] = r;
    tell_gold(m, s, &r, of);
}

static void add_step(maker *m, const wv_feed_step *s, uint32_t step)
{
    int64_t day = m->day0 + (int64_t)draw_range(s->day, m->draw) * DAY;
    int64_t local = day + draw_clock(s, m->draw);
    int32_t count = draw_range(s->count, m->draw);
    for (int32_t i = 0; i < count; i++) {
        add_record(m, s, step, local);
        if (s->every.high)
            local += 60 * (int64_t)draw_range(s->every, m->draw) + wv_draw_below(m->draw, 60);
        else
            local = (day += DAY) + draw_clock(s, m->draw);
    }
}

/* What goes on beside it: appointments, notes of other work. */
static void add_background(maker *m)
{
    static const wv_feed_step sorts[] = {
        {.kind = WV_FEED_MESSAGE, .from = {"A", 1}, .to = {"D", 1}, .says = WV_FEED_ORDINARY},
        {.kind = WV_FEED_MESSAGE, .from = {"D", 1}, .to = {"A", 1}, .says = WV_FEED_ORDINARY},
        {.kind = WV_FEED_MESSAGE, .from = {"D", 1}, .to = {"A", 1}, .says = WV_FEED_LOOKALIKE},
        {.kind = WV_FEED_REPORT, .reporter = {"R", 1}, .same_handler = true,
         .says = WV_FEED_ORDINARY},
        {.kind = WV_FEED_REPORT, .reporter = {"R", 1}, .same_handler = true,
         .says = WV_FEED_LOOKALIKE}};
    static const uint8_t weights[] = {6, 6, 2, 3, 1};
    int32_t count = draw_range(m->c->feed->background, m->draw);
    for (int32_t i = 0; i < count; i++) {
        uint32_t x = wv_draw_below(m->draw, 18), k = 0;
        while (x >= weights[k]) x -= weights[k++];
        wv_feed_step s = sorts[k];
        s.hour = (wv_feed_range){8, 20};
        if (!wv_feed_can_say(m->f->book, &s, &m->cast)) continue;
        int64_t day = wv_draw_below(m->draw, 40);
        add_record(m, &s, WV_FEED_BACKGROUND, m->day0 + day * DAY + draw_clock(&s, m->draw));
    }
}

/* ---- cases ---- */

static wv_split draw_split(wv_draw *d)
{
    uint32_t x = wv_draw_below(d, 1000000);
    if (x < TRAIN_IN_MILLION) return WV_SPLIT_TRAIN;
    return x < TRAIN_IN_MILLION + DEV_IN_MILLION ? WV_SPLIT_DEV : WV_SPLIT_TEST;
}

static void make_case(wv_feeds *f, uint64_t number, wv_buf *gold)
{
    /* Groups lie anywhere in three years, so that both changes of the clock come by. */
    wv_draw group = wv_draw_of(~f->options.seed, number / WV_FEED_GROUP);
    wv_draw d = wv_draw_of(f->options.seed ^ 0xFEEDu, number);
    int64_t day0 = wv_days_from_civil(2024, 1, 8) + wv_draw_below(&group, 1000);
    wv_split split = draw_split(&d);
    bool quiet = !wv_draw_chance(&d, f->options.base_rate);
    const wv_feed_pool *pool = &f->pools[split][quiet];
    const wv_feed *feed = &f->book->feeds[pool->items[wv_draw_below(&d, pool->count)]];
    wv_feed_case c = {feed, number, split, f->record_count, 0};
    maker m = {f, &c, draw_cast(f, split, &d), (day0 + wv_draw_below(&d, 20)) * DAY, &d};
    wv_buf_clear(&f->musts);
    wv_buf_clear(&f->silent);
    for (uint32_t i = 0; i < feed->step_count && !f->failed; i++) add_step(&m, &feed->steps[i], i);
    add_background(&m);
    wv_feed_write_gold(f, &c, gold);
    f->failed = f->failed || f->musts.failed || f->silent.failed;
    f->counts.cases++;
    f->counts.quiet_cases += quiet;
    f->counts.by_split[split]++;
    f->counts.records += f->record_count - c.first;
}

static int by_place(const void *a, const void *b)
{
    const wv_feed_record *x = a, *y = b;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

void wv_feeds_group(wv_feeds *f, uint64_t wanted, wv_buf *records, wv_buf *gold)
{
    wv_arena_reset(&f->arena);
    f->record_count = 0;
    do {
        make_case(f, f->next++, gold);
    } while (f->next % WV_FEED_GROUP && f->counts.records < wanted && !f->failed);
    if (f->failed) return;
    qsort(f->records, f->record_count, sizeof *f->records, by_place);
    for (uint32_t i = 0; i < f->record_count; i++) {
        wv_buf_str(records, f->records[i].line);
        wv_buf_byte(records, '\n');
    }
}
