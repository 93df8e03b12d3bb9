/* SPDX-License-Identifier: EUPL-1.2 */
/* monitor.c: `waakvlam monitor`: indicators by period, without personal data.
 *
 * In: a state. Out: a JSON line a cell: how many, in how many cases. Neighbours: casebook.c.
 * Invariant: a cell that rests on fewer than ten records or fewer than ten cases shows "<10" and
 * nothing else; so does a part when what is left of its whole would be such a cell. Names of cells
 * are slugs of the pack and words of this file, never words of a record. Cost: one pass over all
 * cases; memory for the cells. */
#include "cli/casebook.h"
#include "cli/commands.h"
#include "cli/monitor_faults.h"
#include "cli/options.h"

#include "model/organisation.h"

#include <stdio.h>
#include <stdlib.h>

enum { CELL_MIN = 10, PERIOD_BYTES = 24, DAY = 86400 };

typedef enum period_length { BY_MONTH, BY_QUARTER, BY_YEAR } period_length;

typedef struct cell {
    wv_str key;   /* `2026-01\tindicator`; of the arena */
    wv_str whole; /* key of the cell that this one is a part of; empty: of none */
    uint64_t count, cases;
    uint64_t last_case; /* number of the case that was counted last */
} cell;

typedef struct monitor {
    wv_casebook book;
    period_length length;
    wv_arena arena;
    wv_map index; /* key -> cell */
    cell *cells;
    uint32_t count, capacity;
    uint64_t current; /* number of the case that is being read, from 1 */
    bool failed;
} monitor;

/* --- cells --------------------------------------------------------------------------------------
 */

static void name_period(const monitor *m, wv_time t, char out[PERIOD_BYTES])
{
    int64_t local = t.seconds + t.offset_seconds, days = local / DAY - (local % DAY < 0), year;
    unsigned month, day;
    wv_civil_from_days(days, &year, &month, &day);
    unsigned y = year < 0 ? 0 : year > 9999 ? 9999 : (unsigned)year;
    if (m->length == BY_MONTH)
        snprintf(out, PERIOD_BYTES, "%04u-%02u", y, month);
    else if (m->length == BY_QUARTER)
        snprintf(out, PERIOD_BYTES, "%04u-Q%u", y, (month + 2) / 3);
    else
        snprintf(out, PERIOD_BYTES, "%04u", y);
}

static wv_str make_key(monitor *m, const char *period, const char *group, wv_str name)
{
    wv_buf key;
    wv_buf_init(&key);
    wv_buf_format(&key, "%s\t%s", period, group);
    wv_buf_str(&key, name);
    wv_str out = wv_arena_str(&m->arena, wv_casebook_str(&key));
    if (!out.p || key.failed) m->failed = true;
    wv_buf_done(&key);
    return out;
}

static cell *cell_of(monitor *m, wv_str key)
{
    bool added;
    uint32_t *at = m->failed ? NULL : wv_map_put(&m->index, key, m->count, &added);
    if (at && !added) return &m->cells[*at];
    if (!at || !wv_mem_grow((void **)&m->cells, &m->capacity, m->count + 1, sizeof *m->cells)) {
        m->failed = true;
        return NULL;
    }
    m->cells[m->count] = (cell){.key = key};
    return &m->cells[m->count++];
}

static void count(monitor *m, wv_time at, const char *group, wv_str name, const char *whole)
{
    char period[PERIOD_BYTES];
    name_period(m, at, period);
    cell *c = cell_of(m, make_key(m, period, group, name));
    if (!c) return;
    if (whole && c->whole.n == 0) c->whole = make_key(m, period, whole, WV_STR(""));
    c->count++;
    if (c->last_case != m->current) c->cases++, c->last_case = m->current;
}

/* Once a case and period. */
static void count_case(monitor *m, wv_time at, const char *group, const char *whole)
{
    char period[PERIOD_BYTES];
    name_period(m, at, period);
    wv_str key = make_key(m, period, group, WV_STR(""));
    const cell *c = m->failed ? NULL : cell_of(m, key);
    if (c && c->last_case != m->current) count(m, at, group, WV_STR(""), whole);
}

/* --- one case -----------------------------------------------------------------------------------
 */

static wv_str source_of(const wv_entry *e)
{
    return wv_str_of(wv_organisation_name(wv_organisation_of(e->head->source)));
}

static bool told_before(const wv_entry *e, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (e->notes[i].live && e->notes[i].signal == e->notes[n].signal) return true;
    return false;
}

static void count_entry(monitor *m, const wv_entry *e)
{
    static const char *const kinds[] = {"report", "message", "event"};
    if (e->gone) return;
    count_case(m, e->received, "cases_with_records", NULL);
    count(m, e->received, "records.", wv_str_of(kinds[e->kind]), NULL);
    if (e->kind == WV_KIND_REPORT) count_case(m, e->received, "cases_with_reports", NULL);
    if (e->head->source.n) count(m, e->received, "sources.", source_of(e), NULL);
    for (uint32_t n = 0; n < e->note_count; n++)
        if (e->notes[n].live && !told_before(e, n))
            count(m, e->received, "signals.", wv_casebook_slug(&m->book, e->notes[n].signal), NULL);
}

static const wv_entry *first_of(const wv_chronology *c, const char *type)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (!c->entries[i].gone && wv_str_is(c->entries[i].head->type, type)) return &c->entries[i];
    return NULL;
}

/* Days from the first record of the case to its first alert: how long nobody could have seen it. */
static void count_lead(monitor *m, const wv_chronology *c, wv_time raised_at)
{
    static const struct {
        int64_t days;
        const char *name;
    } bins[] = {{1, "000-001"}, {7, "002-007"}, {30, "008-030"}, {90, "031-090"}};
    const char *name = "091-";
    int64_t days = (raised_at.seconds - c->entries[0].received.seconds) / DAY;
    for (int i = 3; i >= 0; i--)
        if (days <= bins[i].days) name = bins[i].name;
    count(m, raised_at, "days_to_first_alert.", wv_str_of(name), NULL);
}

static void count_alerts(monitor *m, const wv_case_view *v)
{
    const wv_written *first = NULL;
    const wv_entry *screening = first_of(v->chronology, "screening.sash"),
                   *director = first_of(v->chronology, "case.director");
    for (uint32_t i = 0; i < v->written_count; i++) {
        const wv_written *w = &v->written[i];
        if (!w->is_pattern) continue;
        if (!w->standing) {
            count(m, w->raised_at, "alerts_fallen", WV_STR(""), NULL);
            continue;
        }
        count(m, w->raised_at, "alerts.", wv_casebook_slug_of_rule(&m->book, w->rule), NULL);
        count_case(m, w->raised_at, "cases_alerted", NULL);
        if (screening) count_case(m, w->raised_at, "cases_alerted.screened", "cases_alerted");
        if (director) count_case(m, w->raised_at, "cases_alerted.directed", "cases_alerted");
        if (!first || w->raised_at.seconds < first->raised_at.seconds) first = w;
    }
    if (first) count_lead(m, v->chronology, first->raised_at);
}

static wv_rc read_cases(monitor *m, wv_err *err)
{
    wv_buf name;
    wv_rc rc;
    wv_buf_init(&name);
    while ((rc = wv_casebook_next(&m->book, &name, err)) == WV_OK) {
        wv_case_view view;
        rc = wv_cases_view(m->book.cases, wv_casebook_str(&name), &view, err);
        if (rc == WV_E_NOINPUT) continue; /* only records without a clock */
        if (rc) break;
        m->current++;
        for (uint32_t i = 0; i < view.chronology->count; i++)
            count_entry(m, &view.chronology->entries[i]);
        count_alerts(m, &view);
        if (m->failed) break;
    }
    wv_buf_done(&name);
    if (m->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc == WV_E_END ? WV_OK : rc;
}

/* --- writing ------------------------------------------------------------------------------------
 */

static int by_key(const void *a, const void *b)
{
    const cell *x = a, *y = b;
    return wv_str_cmp(x->key, y->key);
}

/* 28 screened of 30 tells that 2 were not. */
static bool leaves_few(const cell *c, const cell *whole)
{
    return whole && whole->cases > c->cases && whole->cases - c->cases < CELL_MIN;
}

static const cell *find_whole(const monitor *m, wv_str key)
{
    for (uint32_t i = 0; i < m->count && key.n; i++)
        if (wv_str_eq(m->cells[i].key, key)) return &m->cells[i];
    return NULL;
}

static void put_cell(const monitor *m, wv_buf *out, const cell *c)
{
    const char *tab = memchr(c->key.p, '\t', c->key.n);
    uint32_t at = tab ? (uint32_t)(tab - c->key.p) : 0;
    bool hidden =
        c->count < CELL_MIN || c->cases < CELL_MIN || leaves_few(c, find_whole(m, c->whole));
    wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"monitor\",\"period\":");
    wv_buf_json(out, (wv_str){c->key.p, at});
    wv_buf_text(out, ",\"indicator\":");
    wv_buf_json(out, (wv_str){c->key.p + at + 1, c->key.n - at - 1});
    if (hidden)
        wv_buf_text(out, ",\"count\":\"<10\",\"cases\":\"<10\"}\n");
    else
        wv_buf_format(out, ",\"count\":%llu,\"cases\":%llu}\n", (unsigned long long)c->count,
                      (unsigned long long)c->cases);
}

static wv_rc run(monitor *m, wv_err *err)
{
    wv_buf out;
    wv_rc rc = read_cases(m, err);
    if (rc) return rc;
    wv_buf_init(&out);
    if (m->count) qsort(m->cells, m->count, sizeof *m->cells, by_key);
    for (uint32_t i = 0; i < m->count; i++) put_cell(m, &out, &m->cells[i]);
    rc = wv_casebook_write(&out, err);
    wv_buf_done(&out);
    return rc;
}

int wv_cli_monitor(int argc, char **argv)
{
    static const char *const lengths[] = {"month", "quarter", "year"};
    const char *pack = NULL, *state = NULL, *period = "month";
    wv_monitor_faults faults = {0};
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack, for its slugs", &pack},
        {0, "state", WV_OPTION_TEXT, "FILE", "state that `scan --state` keeps", &state},
        {0, "period", WV_OPTION_TEXT, "LENGTH", "month, quarter or year", &period},
        {0, "spool", WV_OPTION_TEXT, "FOLDER", "tell what is wrong with the feed of a spool, once",
         &faults.spool},
        {0, "expect", WV_OPTION_TEXTS, "SOURCE=TIME", "politie=1d: silent for longer is a fault",
         &faults.expect},
        {0, "backlog", WV_OPTION_TEXT, "TIME", "a ready file that waits longer is one (6h)",
         &faults.backlog},
        {0, "told", WV_OPTION_TEXT, "FILE", "remembers what was told (FOLDER/faults.ndjson)",
         &faults.told},
        {0, "standing", WV_OPTION_FLAG, NULL, "all faults that stand, also those told before",
         &faults.standing},
        {0, "as-of", WV_OPTION_TEXT, "TIME", "as if it were TIME", &faults.as_of},
        {0}};
    const wv_command_line line = {
        "monitor --state FILE [--period LENGTH] | --spool FOLDER [--expect SOURCE=TIME]...",
        "With --state: counts records, signals and alerts by period over all cases, as NDJSON. A "
        "cell\n"
        "that rests on fewer than ten records or cases shows \"<10\". With --spool: ends with 69 "
        "when\n"
        "something is wrong with the feed that was not told before: a source is silent or sends "
        "much\n"
        "less, dead records or unknown fields jump, files wait. What is over is told too.",
        options};
    monitor m = {0};
    wv_err err = {0};
    int done = wv_options_read(&line, &argc, argv), length = -1;
    if (done >= 0) return done;
    for (int i = 0; i < 3; i++)
        if (strcmp(period, lengths[i]) == 0) length = i;
    if (length < 0) return wv_options_usage(&line, "--period wants month, quarter or year");
    if (faults.spool && !state && argc == 1) return wv_monitor_watch(&line, &faults);
    if (!state || argc != 1) return wv_options_usage(&line, "give --state FILE and nothing else");
    m.length = (period_length)length;
    done = wv_casebook_open("monitor", pack, state, &m.book);
    if (done) return done;
    wv_arena_init(&m.arena);
    wv_map_init(&m.index);
    wv_rc rc = run(&m, &err);
    if (rc)
        fprintf(stderr, "waakvlam monitor: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_map_done(&m.index);
    wv_arena_done(&m.arena);
    wv_mem_free(m.cells);
    wv_casebook_close(&m.book);
    return wv_rc_exit(rc);
}
