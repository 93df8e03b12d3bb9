/* SPDX-License-Identifier: EUPL-1.2 */
/* caseval.c: the gold of a case and what was raised of it -> counts by signal, pattern and feed.
 *
 *   must      raised on the record (a signal) or citing one of the records (a pattern), by `by`
 *   must_not  raised nowhere in the case, or not above a severity, or not on a record
 *   max_severity   a quiet case: nothing above it but what `allow` names
 *   silent    records of ordinary talk: no finding of severity 3 or more
 *
 * In: gold lines. Out: tables. Neighbours: caseval_raised.c reads the other side, caseval_text.c
 * prints. Invariants: each expectation is counted once; what is raised and not asked for is no
 * error, it is counted apart. Cost: expectations times lines of the case. */
#include "lab/caseval.h"

#include "base/time.h"
#include "read/tape.h"

#include <stdlib.h>

enum { ALARM_SEVERITY = 3 };

/* ---- tables ---- */

void wv_caseval_init(wv_caseval *c)
{
    *c = (wv_caseval){0};
    wv_arena_init(&c->arena);
    wv_arena_init(&c->line_arena);
    wv_json_init(&c->json, &c->line_arena);
    wv_map_init(&c->names);
    wv_map_init(&c->heads);
    wv_buf_init(&c->misses);
}

static void row_done(wv_caseval_row *r)
{
    wv_mem_free(r->lead.items);
    wv_mem_free(r->delay.items);
}

static void table_done(wv_caseval_table *t)
{
    for (uint32_t i = 0; i < t->count; i++) row_done(&t->rows[i]);
    wv_mem_free(t->rows);
    wv_map_done(&t->ids);
}

void wv_caseval_done(wv_caseval *c)
{
    table_done(&c->slugs);
    table_done(&c->feeds);
    table_done(&c->noise);
    row_done(&c->all);
    wv_mem_free(c->raised);
    wv_mem_free(c->evidence);
    wv_map_done(&c->names);
    wv_map_done(&c->heads);
    wv_buf_done(&c->misses);
    wv_json_done(&c->json);
    wv_arena_done(&c->line_arena);
    wv_arena_done(&c->arena);
}

/* Written when there is no memory for a row; the reading ends then. */
static wv_caseval_row g_spare;

static wv_caseval_row *row_of(wv_caseval *c, wv_caseval_table *t, wv_str name)
{
    const uint32_t *at = wv_map_get(&t->ids, name);
    if (at) return &t->rows[*at];
    wv_str own = wv_arena_str(&c->arena, name);
    if (!own.p || !wv_mem_grow((void **)&t->rows, &t->capacity, t->count + 1, sizeof *t->rows) ||
        !wv_map_put(&t->ids, own, t->count, NULL)) {
        c->failed = true;
        return &g_spare;
    }
    t->rows[t->count] = (wv_caseval_row){.name = own};
    return &t->rows[t->count++];
}

static int by_name(const void *a, const void *b, void *rows)
{
    const wv_caseval_row *r = rows;
    return wv_str_cmp(r[*(const uint32_t *)a].name, r[*(const uint32_t *)b].name);
}

void wv_caseval_sort(const wv_caseval_table *t, uint32_t *order)
{
    for (uint32_t i = 0; i < t->count; i++) order[i] = i;
    if (t->count) qsort_r(order, t->count, sizeof *order, by_name, t->rows);
}

static void add_time(wv_caseval *c, wv_times *t, int64_t seconds)
{
    if (c->failed || !wv_mem_grow((void **)&t->items, &t->capacity, t->count + 1,
                                  sizeof *t->items)) {
        c->failed = true;
        return;
    }
    t->items[t->count++] = seconds;
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

int64_t wv_times_at(wv_times *t, uint32_t percent)
{
    if (!t->count) return 0;
    qsort(t->items, t->count, sizeof *t->items, by_time);
    return t->items[(uint64_t)(t->count - 1) * percent / 100];
}

wv_interval wv_caseval_recall(const wv_caseval_row *row)
{
    return wv_wilson(row->in_time, row->must);
}

/* ---- one case ---- */

typedef struct judge {
    wv_caseval *c;
    uint32_t head; /* of the case's raised lines */
    wv_str name, feed;
    bool quiet;
} judge;

static int64_t moment_at(const wv_json *j, uint32_t at, const char *key)
{
    wv_time t;
    return wv_time_parse(wv_tape_text(j, at, key), 0, &t, NULL) == WV_OK ? t.seconds : INT64_MAX;
}

static bool is_in(const wv_json *j, uint32_t list, wv_str s)
{
    if (list == WV_TAPE_NONE || j->values[list].type != WV_JSON_ARRAY) return false;
    uint32_t i = list + 1;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next)
        if (wv_str_eq(j->values[i].text, s)) return true;
    return false;
}

/* Does the line stand on a record that the expectation names? Without names: anywhere. */
static bool stands_on(const judge *g, uint32_t must, const wv_raised *r)
{
    const wv_json *j = &g->c->json;
    wv_str record = wv_tape_text(j, must, "record");
    uint32_t any = wv_tape_member(j, must, "evidence_any_of");
    if (!record.n && (any == WV_TAPE_NONE || !j->values[any].count)) return true;
    for (uint32_t i = 0; i < r->evidence_count; i++) {
        wv_str id = g->c->evidence[r->evidence + i];
        if (record.n ? wv_str_eq(id, record) : is_in(j, any, id)) return true;
    }
    return false;
}

static uint8_t level_of(wv_str level)
{
    static const char *const triages[] = {"", "info", "context", "week", "today", "now"};
    for (uint8_t t = 1; t <= 5; t++)
        if (wv_str_is(level, triages[t])) return t;
    return 0;
}

static void tell_miss(judge *g, uint32_t must, wv_str slug, bool late)
{
    wv_caseval *c = g->c;
    wv_str record = wv_tape_text(&g->c->json, must, "record");
    if (c->missed_shown++ >= WV_EVAL_SHOWN_MAX) return;
    wv_buf_format(&c->misses, "  %s %.*s %.*s (%.*s) %.*s\n", late ? "late  " : "missed",
                  (int)g->name.n, g->name.p, (int)slug.n, slug.p, (int)g->feed.n, g->feed.p,
                  (int)record.n, record.p);
}

static void judge_must(judge *g, uint32_t must)
{
    wv_caseval *c = g->c;
    wv_str slug = wv_tape_text(&g->c->json, must, "slug");
    uint8_t level = level_of(wv_tape_text(&g->c->json, must, "level"));
    int64_t by = moment_at(&g->c->json, must, "by"), first = INT64_MAX;
    int64_t stands = moment_at(&g->c->json, must, "stands");
    for (uint32_t i = g->head; i; i = c->raised[i - 1].next) {
        const wv_raised *r = &c->raised[i - 1];
        if (!wv_str_eq(r->slug, slug) || r->severity < level || !stands_on(g, must, r)) continue;
        first = r->at < first ? r->at : first;
    }
    bool in_time = first <= by && first != INT64_MAX, late = !in_time && first != INT64_MAX;
    wv_caseval_row *rows[] = {&c->all, row_of(c, &c->slugs, slug), row_of(c, &c->feeds, g->feed)};
    for (int k = 0; k < 3; k++) {
        rows[k]->must++;
        rows[k]->in_time += in_time;
        rows[k]->late += late;
        rows[k]->missed += first == INT64_MAX;
        if (in_time && by != INT64_MAX) add_time(c, &rows[k]->lead, by - first);
        if (first != INT64_MAX && stands != INT64_MAX)
            add_time(c, &rows[k]->delay, first - stands);
    }
    if (!in_time) tell_miss(g, must, slug, late);
}

static void judge_not(judge *g, uint32_t not)
{
    wv_caseval *c = g->c;
    wv_str slug = wv_tape_text(&g->c->json, not, "slug");
    bool has_top = wv_tape_member(&g->c->json, not, "above") != WV_TAPE_NONE, broken = false;
    int64_t top = has_top ? wv_tape_number(&g->c->json, not, "above") : -1;
    for (uint32_t i = g->head; i && !broken; i = c->raised[i - 1].next) {
        const wv_raised *r = &c->raised[i - 1];
        broken = wv_str_eq(r->slug, slug) && r->severity > top && stands_on(g, not, r);
    }
    wv_caseval_row *rows[] = {&c->all, row_of(c, &c->slugs, slug), row_of(c, &c->feeds, g->feed)};
    for (int k = 0; k < 3; k++) {
        rows[k]->nots++;
        rows[k]->broken += broken;
    }
}

static void judge_quiet(judge *g, uint32_t at)
{
    wv_caseval *c = g->c;
    int64_t top = 0;
    bool kept = true;
    uint32_t allow = wv_tape_member(&g->c->json, 0, "allow");
    wv_json_integer(g->c->json.values[at].text, &top);
    for (uint32_t i = g->head; i; i = c->raised[i - 1].next) {
        const wv_raised *r = &c->raised[i - 1];
        if (r->severity <= top || is_in(&g->c->json, allow, r->slug)) continue;
        kept = false;
        row_of(c, &c->noise, r->slug)->unasked++;
    }
    wv_caseval_row *rows[] = {&c->all, row_of(c, &c->feeds, g->feed)};
    for (int k = 0; k < 2; k++) {
        rows[k]->quiet++;
        rows[k]->kept += kept;
    }
}

/* Ordinary talk within a case: a finding on it is a false one, whatever the case is. */
static void judge_silent(judge *g, uint32_t list)
{
    wv_caseval *c = g->c;
    if (list == WV_TAPE_NONE || g->c->json.values[list].type != WV_JSON_ARRAY) return;
    c->silent += g->c->json.values[list].count;
    wv_str last = {"", 0};
    for (uint32_t i = g->head; i; i = c->raised[i - 1].next) {
        const wv_raised *r = &c->raised[i - 1];
        if (r->alert || r->severity < ALARM_SEVERITY) continue;
        wv_str id = c->evidence[r->evidence];
        if (wv_str_eq(id, last) || !is_in(&g->c->json, list, id)) continue;
        c->silent_broken++;
        last = id; /* findings of one flag follow each other */
    }
}

static bool is_asked(const wv_json *j, wv_str slug)
{
    static const char *const lists[] = {"must", "must_not"};
    for (int l = 0; l < 2; l++) {
        uint32_t list = wv_tape_member(j, 0, lists[l]), i = list + 1;
        if (list == WV_TAPE_NONE) continue;
        for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next)
            if (wv_str_eq(wv_tape_text(j, i, "slug"), slug)) return true;
    }
    return is_in(j, wv_tape_member(j, 0, "allow"), slug);
}

static void count_unasked(judge *g)
{
    wv_caseval *c = g->c;
    for (uint32_t i = g->head; i; i = c->raised[i - 1].next) {
        const wv_raised *r = &c->raised[i - 1];
        if (!r->alert || is_asked(&g->c->json, r->slug)) continue;
        wv_caseval_row *rows[] = {&c->all, row_of(c, &c->slugs, r->slug)};
        for (int k = 0; k < 2; k++) {
            rows[k]->unasked++;
            rows[k]->in_quiet += g->quiet;
        }
    }
}

static void each(judge *g, const char *key, void (*one)(judge *, uint32_t))
{
    const wv_json *j = &g->c->json;
    uint32_t list = wv_tape_member(j, 0, key), i = list + 1;
    if (list == WV_TAPE_NONE || j->values[list].type != WV_JSON_ARRAY) return;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next) one(g, i);
}

static wv_rc take_case(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    judge *g = ctx;
    wv_caseval *c = g->c;
    wv_json_error error;
    wv_arena_reset(&c->line_arena);
    wv_rc rc = wv_json_parse(&g->c->json, line, &error);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    g->name = rc ? (wv_str){"", 0} : wv_tape_text(&g->c->json, 0, "case");
    uint32_t must = rc ? WV_TAPE_NONE : wv_tape_member(&g->c->json, 0, "must");
    if (!g->name.n || must == WV_TAPE_NONE || g->c->json.values[must].type != WV_JSON_ARRAY)
        return wv_err_set(err, WV_E_RECORD,
                          "line %llu of the gold has no `case` and list `must`%s%s",
                          (unsigned long long)number, rc ? ": " : "", rc ? error.message : "");
    if (c->split.n && !wv_str_eq(c->split, wv_tape_text(&g->c->json, 0, "split"))) return WV_OK;
    const uint32_t *head = wv_map_get(&c->heads, g->name);
    uint32_t quiet = wv_tape_member(&g->c->json, 0, "max_severity");
    g->head = head ? *head : 0;
    g->feed = wv_tape_text(&g->c->json, 0, "like");
    if (!g->feed.n) g->feed = WV_STR("-");
    g->quiet = quiet != WV_TAPE_NONE && g->c->json.values[quiet].type == WV_JSON_NUMBER;
    c->cases++;
    each(g, "must", judge_must);
    each(g, "must_not", judge_not);
    if (g->quiet) judge_quiet(g, quiet);
    judge_silent(g, wv_tape_member(&g->c->json, 0, "silent"));
    count_unasked(g);
    return c->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
}

wv_rc wv_caseval_gold(wv_caseval *c, const char *path, wv_err *err)
{
    judge g = {.c = c};
    return wv_tape_lines(path, take_case, &g, err);
}
