/* SPDX-License-Identifier: EUPL-1.2 */
/* verdicts.c: answers of reviewers -> labelled items.
 *
 *   yes, or missed            gold.require        unsure, or already known    gold.allow
 *   no: negated               gold.negated        no: other reasons           nowhere
 *
 * In: the store. Out: a line a record. Neighbours: lab/gold.c reads it. Invariants: a record with a
 * finding that nobody has settled stays away, for an item that was half read would count what the
 * other half found as false; findings of the case, which no text alone can show, take no part.
 * Cost: one case in memory at a time. */
#include "store/verdicts.h"

#include "store/decide.h"
#include "store/rows.h"

#include <stdlib.h>

typedef struct verdict {
    const wv_item_finding *finding;
    wv_read_reason reason;
} verdict;

typedef struct writer {
    wv_store *store;
    wv_arena arena; /* of the case at hand */
    wv_buf line;
    int64_t now;
    wv_rc (*write)(void *ctx, wv_str line, wv_err *err);
    void *ctx;
    wv_verdicts_stats *stats;
} writer;

typedef struct slugs { /* of one record; each signal in the first list that wants it */
    wv_str *items;
    uint32_t count;
} slugs;

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* What could still be undone, or was read differently by two and not settled, is not said yet. */
static wv_rc is_settled(writer *w, const wv_item_finding *f, wv_read_reason *reason, bool *settled,
                        wv_err *err)
{
    wv_statement *q;
    *settled = false;
    *reason = WV_REASON_NONE;
    if (f->answer == WV_READ_OPEN || f->third_due) return WV_OK;
    wv_rc rc = wv_db_prepare(
        wv_store_db(w->store),
        "SELECT max(d.at) FILTER (WHERE d.undone_at = 0), (SELECT reason FROM decision e WHERE"
        " e.key = f.key AND e.evidence = f.evidence AND e.question = 1 AND e.undone_at = 0 AND"
        " e.answer = f.answer ORDER BY e.round DESC, e.num DESC LIMIT 1)"
        " FROM finding f JOIN decision d ON d.key = f.key AND d.evidence = f.evidence AND"
        " d.question = 1 WHERE f.num = ?1",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, f->num);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    *settled = wv_statement_get_number(q, 0) + WV_UNDO_SECONDS <= w->now;
    *reason = (wv_read_reason)wv_statement_get_number(q, 1);
    wv_statement_reset(q);
    return WV_OK;
}

static bool counts(const wv_item_finding *f)
{
    return !f->is_alert && f->live && f->standing && !f->stale && f->span_count > 0;
}

static void add_slug(slugs *list, wv_str slug)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (wv_str_eq(list->items[i], slug)) return;
    list->items[list->count++] = slug;
}

static bool has_slug(const slugs *list, wv_str slug)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (wv_str_eq(list->items[i], slug)) return true;
    return false;
}

static void write_list(wv_buf *b, const char *key, const slugs *list, const slugs *not_these)
{
    bool first = true;
    wv_buf_text(b, key);
    for (uint32_t i = 0; i < list->count; i++) {
        if (not_these && has_slug(not_these, list->items[i])) continue;
        if (!first) wv_buf_byte(b, ',');
        wv_buf_json(b, list->items[i]);
        first = false;
    }
    wv_buf_byte(b, ']');
}

enum { TO_REQUIRE, TO_ALLOW, TO_NEGATED, TO_NOWHERE };

static int goes_to(const verdict *v)
{
    if (v->finding->answer == WV_READ_YES) return TO_REQUIRE;
    if (v->finding->answer == WV_READ_UNSURE || v->reason == WV_REASON_KNOWN) return TO_ALLOW;
    return v->reason == WV_REASON_NEGATED ? TO_NEGATED : TO_NOWHERE;
}

static void write_verdicts(wv_buf *b, const verdict *list, uint32_t count)
{
    static const char *const answers[] = {"open", "yes", "no", "unsure"};
    wv_buf_text(b, ",\"verdicts\":[");
    for (uint32_t i = 0; i < count; i++) {
        const wv_item_finding *f = list[i].finding;
        wv_buf_text(b, i ? ",{\"rule\":" : "{\"rule\":");
        wv_buf_json(b, f->rule);
        wv_buf_text(b, ",\"signal\":");
        wv_buf_json(b, f->signal);
        wv_buf_format(b, ",\"answer\":\"%s\",\"reason\":%d,\"spans\":[", answers[f->answer],
                      (int)list[i].reason);
        for (uint32_t k = 0; k < f->span_count; k++)
            wv_buf_format(b, "%s[%u,%u]", k ? "," : "", f->spans[k].start, f->spans[k].end);
        wv_buf_text(b, "],\"pack\":");
        wv_buf_json(b, f->pack_version);
        wv_buf_byte(b, '}');
    }
    wv_buf_byte(b, ']');
}

/* The record as it was, with its text, its gold, and who said what of which rule. */
static wv_rc write_item(writer *w, const wv_item_record *r, const verdict *list, uint32_t count,
                        slugs *missed, wv_err *err)
{
    wv_buf *b = &w->line;
    slugs kinds[TO_NOWHERE + 1];
    for (int k = 0; k <= TO_NOWHERE; k++) {
        kinds[k] =
            (slugs){wv_arena_alloc(&w->arena, sizeof(wv_str) * (count + missed->count + 1)), 0};
        if (!kinds[k].items) return no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++)
        add_slug(&kinds[goes_to(&list[i])], list[i].finding->signal);
    for (uint32_t i = 0; i < missed->count; i++) add_slug(&kinds[TO_REQUIRE], missed->items[i]);
    wv_buf_clear(b);
    wv_buf_add(b, r->json.p, r->json.n - 1); /* without its brace */
    wv_buf_text(b, ",\"text\":");
    wv_buf_json(b, r->text);
    write_list(b, ",\"gold\":{\"require\":[", &kinds[TO_REQUIRE], NULL);
    write_list(b, ",\"allow\":[", &kinds[TO_ALLOW], &kinds[TO_REQUIRE]);
    write_list(b, ",\"negated\":[", &kinds[TO_NEGATED], &kinds[TO_REQUIRE]);
    wv_buf_byte(b, '}');
    write_verdicts(b, list, count);
    wv_buf_text(b, "}\n");
    if (b->failed) return no_memory(err);
    w->stats->items++;
    w->stats->findings += count;
    return w->write(w->ctx, (wv_str){b->p, (uint32_t)b->n}, err);
}

/* --- a case ------------------------------------------------------------------------------------
 */

static wv_rc read_missed(writer *w, const wv_item_record *r, slugs *out, wv_err *err)
{
    wv_statement *q;
    wv_rows rows = {.item_bytes = sizeof(wv_str), .arena = &w->arena};
    wv_rc rc = wv_db_prepare(wv_store_db(w->store),
                             "SELECT DISTINCT signal FROM missed WHERE case_num = ?1 AND"
                             " record = ?2 AND at + ?3 <= ?4 ORDER BY signal",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, r->case_num);
    wv_statement_text(q, 2, r->id);
    wv_statement_number(q, 3, WV_UNDO_SECONDS);
    wv_statement_number(q, 4, w->now);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_str *slug = wv_rows_add(&rows);
        if (!slug) {
            wv_statement_reset(q);
            return no_memory(err);
        }
        *slug = wv_rows_text(q, 0, &w->arena);
    }
    *out = (slugs){rows.items, rows.count};
    return rc == WV_E_END ? WV_OK : rc;
}

static int by_record(const void *x, const void *y)
{
    const wv_item_finding *a = x, *b = y;
    int c = wv_str_cmp(a->record, b->record);
    return c ? c : (a->num > b->num) - (a->num < b->num);
}

/* The findings of a record are a stretch of the list. */
static uint32_t first_of(const wv_item_finding *list, uint32_t count, wv_str record)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (wv_str_cmp(list[middle].record, record) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static wv_rc take_record(writer *w, const wv_item_record *r, const wv_item_finding *list,
                         uint32_t count, wv_err *err)
{
    uint32_t n = 0, open = 0, at = first_of(list, count, r->id);
    verdict *verdicts = wv_arena_alloc(&w->arena, sizeof *verdicts * (count + 1));
    slugs missed = {0};
    if (!verdicts) return no_memory(err);
    wv_rc rc = read_missed(w, r, &missed, err);
    for (; rc == WV_OK && at < count && wv_str_eq(list[at].record, r->id); at++) {
        bool settled = false;
        if (!counts(&list[at])) continue;
        verdicts[n].finding = &list[at];
        rc = is_settled(w, &list[at], &verdicts[n].reason, &settled, err);
        if (settled)
            n++;
        else
            open++;
    }
    if (rc || (!n && !missed.count) || !r->text.n) return rc;
    if (open) return w->stats->partly++, WV_OK;
    return write_item(w, r, verdicts, n, &missed, err);
}

static wv_rc take_case(writer *w, int64_t case_num, wv_err *err)
{
    wv_item_finding *list = NULL;
    wv_item_record *records = NULL;
    uint32_t count = 0, n = 0;
    wv_rc rc = wv_item_findings(w->store, case_num, 0, UINT32_MAX, &w->arena, &list, &count, err);
    if (rc == WV_OK)
        rc = wv_item_records(w->store, case_num, 0, 0, UINT32_MAX, &w->arena, &records, &n, err);
    if (rc == WV_OK && count) qsort(list, count, sizeof *list, by_record);
    for (uint32_t i = 0; rc == WV_OK && i < n; i++)
        rc = take_record(w, &records[i], list, count, err);
    return rc;
}

static wv_rc next_case(writer *w, int64_t after, int64_t *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(wv_store_db(w->store),
                      "SELECT min(n) FROM (SELECT min(case_num) AS n FROM decision WHERE"
                      " case_num > ?1 AND question = 1 UNION SELECT min(case_num) FROM missed"
                      " WHERE case_num > ?1)",
                      &q, err);
    *out = 0;
    if (rc) return rc;
    wv_statement_number(q, 1, after);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    *out = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return WV_OK;
}

wv_rc wv_verdicts_write(wv_store *s, int64_t now,
                        wv_rc (*write)(void *ctx, wv_str line, wv_err *err), void *ctx,
                        wv_verdicts_stats *stats, wv_err *err)
{
    writer w = {.store = s, .now = now, .write = write, .ctx = ctx, .stats = stats};
    int64_t case_num = 0;
    *stats = (wv_verdicts_stats){0};
    wv_arena_init(&w.arena);
    wv_buf_init(&w.line);
    wv_rc rc = next_case(&w, 0, &case_num, err);
    while (rc == WV_OK && case_num) {
        rc = take_case(&w, case_num, err);
        wv_arena_reset(&w.arena);
        if (rc == WV_OK) rc = next_case(&w, case_num, &case_num, err);
    }
    wv_buf_done(&w.line);
    wv_arena_done(&w.arena);
    return rc;
}
