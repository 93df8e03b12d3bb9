/* SPDX-License-Identifier: EUPL-1.2 */
/* feed_read.c: a `feed:` document -> wv_feed, with every mistake named at its place.
 *
 * In: nodes. Out: a feed of the book. Neighbours: templates.c calls it, feed_case.c makes cases of
 * it. Invariants: `at` names a step that stands above; a step is one of event, message and report;
 * ranges are ordered. Cost: linear. */
#include "lab/feed.h"

#include <stdlib.h>

typedef struct feed_reader {
    wv_shape *shape;
    wv_feed *feed;
} feed_reader;

static void wrong(feed_reader *r, const wv_node *at, const char *what, const char *hint)
{
    wv_shape_error(r->shape, WV_CODE_VALUE, at->place, hint, "%s", what);
}

/* "7" or "3..9"; digits and a leading minus. */
static bool whole(wv_str s, int32_t *out)
{
    uint32_t i = s.n && s.p[0] == '-';
    int32_t value = 0;
    if (i == s.n || s.n - i > 6) return false;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        value = value * 10 + (s.p[i] - '0');
    }
    *out = s.p[0] == '-' ? -value : value;
    return true;
}

static wv_feed_range range_of(feed_reader *r, const wv_node *doc, const char *key,
                              wv_feed_range absent, int32_t unit_low, int32_t unit_high)
{
    const wv_node *n = wv_node_get(doc, key);
    wv_feed_range out = absent;
    if (!n) return absent;
    wv_str s = n->type == WV_NODE_SCALAR ? n->scalar : (wv_str){"", 0};
    const char *dots = s.n > 3 ? memmem(s.p, s.n, "..", 2) : NULL;
    wv_str low = {s.p, dots ? (uint32_t)(dots - s.p) : s.n}, high = low;
    if (dots) high = (wv_str){dots + 2, s.n - low.n - 2};
    if (!whole(low, &out.low) || !whole(high, &out.high) || out.low > out.high ||
        out.low < unit_low || out.high > unit_high) {
        wv_shape_error(r->shape, WV_CODE_VALUE, n->place, "a number, or two as 3..9",
                       "%s is from %d to %d", key, unit_low, unit_high);
        return absent;
    }
    return out;
}

static wv_str text_at(feed_reader *r, const wv_node *doc, const char *key)
{
    const wv_node *n = wv_node_get(doc, key);
    return n ? wv_shape_text(r->shape, n, key).s : (wv_str){"", 0};
}

static wv_lits texts_at(feed_reader *r, const wv_node *doc, const char *key)
{
    return wv_shape_texts(r->shape, wv_node_get(doc, key), key);
}

static void read_says(feed_reader *r, const wv_node *doc, wv_feed_step *s)
{
    bool ordinary = wv_shape_bool(r->shape, wv_node_get(doc, "ordinary"), "ordinary", false);
    bool lookalike = wv_shape_bool(r->shape, wv_node_get(doc, "lookalike"), "lookalike", false);
    s->texts = texts_at(r, doc, "text");
    s->signs = texts_at(r, doc, "sign");
    s->require = texts_at(r, doc, "require");
    s->says = s->signs.count ? WV_FEED_SIGN
              : ordinary     ? WV_FEED_ORDINARY
              : lookalike    ? WV_FEED_LOOKALIKE
                             : WV_FEED_TEXT;
    int sources = (s->texts.count > 0) + (s->signs.count > 0) + ordinary + lookalike;
    if (s->kind != WV_FEED_EVENT && sources != 1)
        wrong(r, doc, "a message or report has one of text, sign, ordinary, lookalike", NULL);
}

static void read_step(feed_reader *r, const wv_node *doc)
{
    static const wv_shape_key keys[] = {
        {"id", true},        {"day", true},      {"hour", false},     {"count", false},
        {"every", false},    {"late", false},    {"dated", false},    {"type", false},
        {"attrs", false},    {"from", false},    {"to", false},       {"channel", false},
        {"reporter", false}, {"source", false},  {"code", false},     {"same_handler", false},
        {"text", false},     {"sign", false},    {"require", false},  {"ordinary", false},
        {"lookalike", false}, {NULL, false}};
    wv_feed *f = r->feed;
    if (!wv_shape_map(r->shape, doc, keys, "a step")) return;
    if (f->step_count == WV_FEED_STEPS_MAX) {
        wrong(r, doc, "too many steps in one feed", NULL);
        return;
    }
    wv_feed_step *s = &f->steps[f->step_count++];
    *s = (wv_feed_step){
        .id = text_at(r, doc, "id"),
        .day = range_of(r, doc, "day", (wv_feed_range){0, 0}, -1000, 1000),
        .hour = range_of(r, doc, "hour", (wv_feed_range){8, 21}, 0, 23),
        .count = range_of(r, doc, "count", (wv_feed_range){1, 1}, 1, WV_FEED_COUNT_MAX),
        .every = range_of(r, doc, "every", (wv_feed_range){0, 0}, 1, 1440),
        .late = range_of(r, doc, "late", (wv_feed_range){0, 0}, 0, 9000),
        .dated = wv_shape_bool(r->shape, wv_node_get(doc, "dated"), "dated", false),
        .type = text_at(r, doc, "type"),
        .from = text_at(r, doc, "from"),
        .to = text_at(r, doc, "to"),
        .reporter = text_at(r, doc, "reporter"),
        .attrs = wv_node_get(doc, "attrs"),
        .channels = texts_at(r, doc, "channel"),
        .sources = texts_at(r, doc, "source"),
        .codes = texts_at(r, doc, "code"),
        .same_handler =
            wv_shape_bool(r->shape, wv_node_get(doc, "same_handler"), "same_handler", false)};
    if ((s->type.n > 0) + (s->from.n > 0) + (s->reporter.n > 0) != 1)
        wrong(r, doc, "a step has one of type, from, reporter", "an event, a message or a report");
    if (s->from.n && !s->to.n) wrong(r, doc, "a message has `to`", NULL);
    if (s->attrs && s->attrs->type != WV_NODE_MAP) wrong(r, s->attrs, "attrs is a map", NULL);
    s->kind = s->type.n ? WV_FEED_EVENT : s->from.n ? WV_FEED_MESSAGE : WV_FEED_REPORT;
    read_says(r, doc, s);
}

/* "bel.20": the twentieth record of the step; "bel": its last. */
static void read_at(feed_reader *r, const wv_lit *at, wv_feed_must *m)
{
    const char *dot = memchr(at->s.p, '.', at->s.n);
    wv_str name = {at->s.p, dot ? (uint32_t)(dot - at->s.p) : at->s.n};
    int32_t nth = 0;
    bool fine = !dot || (whole((wv_str){dot + 1, at->s.n - name.n - 1}, &nth) && nth > 0);
    for (uint32_t i = 0; fine && i < r->feed->step_count; i++) {
        const wv_feed_step *s = &r->feed->steps[i];
        if (!wv_str_eq(s->id, name)) continue;
        if (nth > s->count.low || m->count == WV_FEED_AT_MAX) break;
        m->steps[m->count] = i;
        m->nth[m->count++] = (uint32_t)nth;
        return;
    }
    wv_shape_error(r->shape, WV_CODE_REFERENCE_UNKNOWN, at->place,
                   "STEP or STEP.N, N at most the lowest count of the step",
                   "'%.*s' is no record that every case of this feed has", (int)at->s.n, at->s.p);
}

static void read_must(feed_reader *r, const wv_node *doc)
{
    static const wv_shape_key keys[] = {
        {"slug", true}, {"at", true}, {"level", false}, {NULL, false}};
    if (!wv_shape_map(r->shape, doc, keys, "what must be raised")) return;
    wv_feed_must *m = &r->feed->musts[r->feed->must_count++];
    *m = (wv_feed_must){.slug = text_at(r, doc, "slug"), .level = text_at(r, doc, "level")};
    wv_lits at = texts_at(r, doc, "at");
    for (uint32_t i = 0; i < at.count; i++) read_at(r, &at.items[i], m);
}

static void read_not(feed_reader *r, const wv_node *doc)
{
    static const wv_shape_key keys[] = {{"slug", true}, {"above", false}, {NULL, false}};
    if (!wv_shape_map(r->shape, doc, keys, "what must not be raised")) return;
    const wv_node *above = wv_node_get(doc, "above");
    r->feed->nots[r->feed->not_count++] = (wv_feed_not){
        text_at(r, doc, "slug"),
        above ? (int32_t)wv_shape_number(r->shape, above, "above", 0, 5) : -1};
}

/* Each map of a list under a key; room for all of them is made first. */
static void read_list(feed_reader *r, const wv_node *doc, const char *key, void **room,
                      size_t bytes, void (*read)(feed_reader *, const wv_node *))
{
    const wv_node *list = wv_node_get(doc, key);
    if (!list) return;
    if (list->type != WV_NODE_LIST) {
        wrong(r, list, "a list of maps here", NULL);
        return;
    }
    *room = wv_arena_alloc(r->shape->arena, bytes * (list->count + 1));
    if (!*room) {
        r->shape->nomem = true;
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) read(r, list->items[i]);
}

void wv_feed_read(wv_shape *shape, wv_gen_book *book, const wv_node *doc)
{
    static const wv_shape_key keys[] = {{"feed", true},      {"steps", true},
                                        {"must", false},     {"must_not", false},
                                        {"quiet", false},    {"allow", false},
                                        {"background", false}, {NULL, false}};
    if (!wv_shape_map(shape, doc, keys, "a feed")) return;
    if (!wv_mem_grow((void **)&book->feeds, &book->feed_capacity, book->feed_count + 1,
                     sizeof *book->feeds)) {
        shape->nomem = true;
        return;
    }
    wv_feed *f = &book->feeds[book->feed_count++];
    feed_reader r = {shape, f};
    *f = (wv_feed){.id = text_at(&r, doc, "feed"), .quiet = -1};
    read_list(&r, doc, "steps", (void **)&f->steps, sizeof *f->steps, read_step);
    if (f->steps)
        read_list(&r, doc, "must", (void **)&f->musts, sizeof *f->musts, read_must);
    read_list(&r, doc, "must_not", (void **)&f->nots, sizeof *f->nots, read_not);
    const wv_node *quiet = wv_node_get(doc, "quiet");
    if (quiet) f->quiet = (int32_t)wv_shape_number(shape, quiet, "quiet", 0, 5);
    f->allow = texts_at(&r, doc, "allow");
    f->background = range_of(&r, doc, "background", (wv_feed_range){2, 12}, 0, 60);
    if (!f->must_count && !f->not_count && f->quiet < 0)
        wrong(&r, doc, "a feed says what must or must not be raised",
              "one of must, must_not, quiet");
    for (uint32_t i = 0; i + 1 < book->feed_count; i++)
        if (wv_str_eq(book->feeds[i].id, f->id)) wrong(&r, doc, "a second feed of this name", NULL);
}
