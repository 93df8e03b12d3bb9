/* SPDX-License-Identifier: EUPL-1.2 */
/* reference.c: tests and labelled items through two packs, side by side.
 *
 * In: two frozen packs, a reference set. Out: counts by signal, and every loss. Neighbours:
 * rule_test.h makes the record of a test, lab/corpus.h walks labelled items, reference_feeds.c does
 * what needs a case; check.c and parity.c ask. Invariants: a finding counts when a scan would write
 * it as live; the order of rows and losses is that of the set. Cost: two scans of the set. */
#include "cli/reference.h"

#include "cli/rule_test.h"
#include "lab/corpus.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void wv_reference_init(wv_reference *r, const wv_frozen *base, const wv_frozen *region)
{
    *r = (wv_reference){.base = base, .region = region};
    wv_arena_init(&r->arena);
    wv_map_init(&r->ids);
}

void wv_reference_done(wv_reference *r)
{
    wv_arena_done(&r->arena);
    wv_map_done(&r->ids);
    wv_mem_free(r->rows);
    wv_mem_free(r->losses);
}

static wv_reference_row *row_of(wv_reference *r, wv_str signal)
{
    const uint32_t *at = wv_map_get(&r->ids, signal);
    if (at) return &r->rows[*at];
    wv_str name = wv_arena_str(&r->arena, signal);
    if (!name.p || !wv_mem_grow((void **)&r->rows, &r->row_capacity, r->row_count + 1,
                                sizeof *r->rows))
        return NULL;
    if (!wv_map_put(&r->ids, name, r->row_count, NULL)) return NULL;
    r->rows[r->row_count] = (wv_reference_row){.signal = name};
    return &r->rows[r->row_count++];
}

wv_rc wv_reference_count(wv_reference *r, wv_str signal, wv_str item, wv_str rule, bool base,
                         bool region)
{
    wv_reference_row *row = row_of(r, signal);
    if (!row) return WV_E_NOMEM;
    row->items++;
    row->base += base;
    row->region += region;
    row->lost += base && !region;
    row->won += region && !base;
    if (!base || region) return WV_OK;
    if (!wv_mem_grow((void **)&r->losses, &r->loss_capacity, r->loss_count + 1, sizeof *r->losses))
        return WV_E_NOMEM;
    wv_reference_loss *loss = &r->losses[r->loss_count++];
    *loss = (wv_reference_loss){row->signal, wv_arena_str(&r->arena, item),
                                wv_arena_str(&r->arena, rule)};
    return loss->item.p && loss->rule.p ? WV_OK : WV_E_NOMEM;
}

/* ---- tests in the rules ---- */

typedef struct side { /* one pack, and what it finds in the test at hand */
    const wv_frozen *pack;
    wv_scratch *scratch;
    wv_findings found;
} side;

static bool is_live(const wv_frozen *pack, const wv_finding *f)
{
    const wv_frozen_rule *rule = &pack->rules[f->rule];
    return !f->dropped && !f->suppressed_by.n && !rule->experimental && !rule->disabled;
}

static const wv_finding *live_of(const side *s, wv_str signal)
{
    for (uint32_t i = 0; i < s->found.count; i++)
        if (is_live(s->pack, &s->found.items[i]) &&
            wv_str_eq(s->pack->rules[s->found.items[i].rule].signal, signal))
            return &s->found.items[i];
    return NULL;
}

static wv_rc judge_test(wv_reference *r, const wv_frozen_rule *rule, uint32_t number,
                        const side sides[2])
{
    char item[160];
    const wv_rule_test *test = &rule->ast->tests[number];
    const wv_finding *base = live_of(&sides[0], rule->signal);
    const wv_finding *region = live_of(&sides[1], rule->signal);
    if (!test->match) {
        wv_reference_row *row = row_of(r, rule->signal);
        if (!row) return WV_E_NOMEM;
        row->alarms += region && !base;
        return WV_OK;
    }
    int n = snprintf(item, sizeof item, "%.*s#%u", (int)rule->name.n, rule->name.p, number + 1);
    return wv_reference_count(r, rule->signal, (wv_str){item, (uint32_t)n}, rule->name,
                              base != NULL, region != NULL);
}

static wv_rc run_test(wv_reference *r, const wv_frozen_rule *rule, uint32_t number, side sides[2],
                      wv_arena *arena, wv_err *err)
{
    wv_record record;
    wv_arena_reset(arena);
    wv_rc rc = wv_rule_test_record(&rule->ast->tests[number], arena, &record);
    for (int i = 0; i < 2 && rc == WV_OK; i++) {
        rc = wv_scan_record(sides[i].scratch, &record, &sides[i].found, err);
        if (rc == WV_OK)
            wv_scan_resolve(sides[i].scratch, &record, wv_rule_test_role, NULL, &sides[i].found);
    }
    r->tests++;
    return rc ? rc : judge_test(r, rule, number, sides);
}

static wv_rc run_tests(wv_reference *r, wv_err *err)
{
    wv_arena arena;
    side sides[2] = {{.pack = r->base}, {.pack = r->region}};
    wv_arena_init(&arena);
    wv_rc rc = wv_scratch_new(r->base, &sides[0].scratch, err);
    if (rc == WV_OK) rc = wv_scratch_new(r->region, &sides[1].scratch, err);
    for (uint32_t i = 0; i < r->base->rule_count && rc == WV_OK; i++) {
        const wv_frozen_rule *rule = &r->base->rules[i];
        if (rule->disabled || rule->ast->correlation) continue;
        for (uint32_t k = 0; k < rule->ast->test_count && rc == WV_OK; k++)
            rc = run_test(r, rule, k, sides, &arena, err);
    }
    wv_scratch_free(sides[0].scratch);
    wv_scratch_free(sides[1].scratch);
    wv_arena_done(&arena);
    return rc;
}

/* ---- labelled items ---- */

static const wv_found *found_in(const wv_founds *all, wv_str signal)
{
    for (uint32_t i = 0; i < all->count; i++)
        if (wv_found_counts(&all->items[i]) && wv_str_eq(all->items[i].signal, signal))
            return &all->items[i];
    return NULL;
}

static bool count_alarms(wv_reference *r, const wv_lab_item *item)
{
    for (uint32_t i = 0; i < item->found[1].count; i++) {
        wv_str signal = item->found[1].items[i].signal;
        if (wv_slugs_have(&item->gold.require, signal) ||
            wv_slugs_have(&item->gold.allow, signal) ||
            found_in(&item->found[1], signal) != &item->found[1].items[i] ||
            found_in(&item->found[0], signal))
            continue;
        wv_reference_row *row = row_of(r, signal);
        if (!row) return false;
        row->alarms++;
    }
    return true;
}

static bool visit(void *ctx, const wv_lab_item *item)
{
    wv_reference *r = ctx;
    if (item->dead || !item->has_gold) return true;
    r->items++;
    for (uint32_t i = 0; i < item->gold.require.count; i++) {
        wv_str signal = item->gold.require.items[i];
        const wv_found *base = found_in(&item->found[0], signal);
        bool region = found_in(&item->found[1], signal) != NULL;
        wv_str rule = base ? base->rule : (wv_str){"", 0};
        if (wv_reference_count(r, signal, item->id, rule, base != NULL, region)) return false;
    }
    return count_alarms(r, item);
}

static wv_rc run_gold(wv_reference *r, const wv_reference_set *set, wv_err *err)
{
    wv_corpus_options options = {.paths = set->gold,
                                 .path_count = set->gold_count,
                                 .packs = {r->base, r->region},
                                 .wants_gold = true};
    wv_rc rc = wv_corpus_walk(&options, visit, r, err);
    return rc == WV_E_STOPPED ? WV_E_NOMEM : rc;
}

/* ---- the whole ---- */

wv_rc wv_reference_run(wv_reference *r, const wv_reference_set *set, wv_err *err)
{
    wv_rc rc = set->tests ? run_tests(r, err) : WV_OK;
    if (rc == WV_OK && set->gold_count) rc = run_gold(r, set, err);
    if (rc == WV_OK && set->feed_count) rc = wv_reference_feeds(r, set, err);
    if (rc == WV_E_NOMEM) wv_err_set(err, rc, "out of memory");
    return rc;
}

static int by_signal(const void *a, const void *b)
{
    return wv_str_cmp(((const wv_reference_row *)a)->signal, ((const wv_reference_row *)b)->signal);
}

void wv_reference_sort(wv_reference *r)
{
    if (r->row_count) qsort(r->rows, r->row_count, sizeof *r->rows, by_signal);
}

static const char *beside(const char *path, const char *name, char out[PATH_MAX])
{
    char folder[PATH_MAX - 64];
    snprintf(folder, sizeof folder, "%s", path);
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') folder[--n] = '\0';
    snprintf(out, PATH_MAX, "%s/../../corpus-synthetic/%s", folder, name);
    return access(out, R_OK) == 0 ? out : NULL;
}

void wv_reference_default(const char *path, wv_reference_set *set)
{
    static char gold_path[PATH_MAX], feed_path[PATH_MAX];
    static const char *gold, *feed; /* the command line is one thread */
    gold = beside(path, "small/items.ndjson", gold_path);
    feed = beside(path, "sample.ndjson", feed_path);
    set->tests = true;
    set->gold = &gold;
    set->gold_count = gold != NULL;
    set->feeds = &feed;
    set->feed_count = feed != NULL;
}
