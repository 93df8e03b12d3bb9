/* SPDX-License-Identifier: EUPL-1.2 */
/* caseval_raised.c: the NDJSON that `scan` wrote -> what was raised, by case.
 *
 * In: flags and alerts. Out: wv_caseval.raised. Neighbours: caseval.c judges; tape.h reads values.
 * Invariants: what is suppressed, experimental or labelled `negated` was not raised; a revision
 * takes nothing back, for a line that was written was read. Cost: a parse a line. */
#include "lab/caseval.h"

#include "base/time.h"
#include "read/tape.h"

/* One copy of each name: slugs and ids come again and again. */
static wv_str name_of(wv_caseval *c, wv_str s)
{
    const uint32_t *at = wv_map_get(&c->names, s);
    if (at) return c->names.entries[*at].key;
    wv_str own = wv_arena_str(&c->arena, s);
    if (!own.p || !wv_map_put(&c->names, own, c->names.count, NULL)) c->failed = true;
    return own.p ? own : (wv_str){"", 0};
}

static void add_evidence(wv_caseval *c, wv_raised *r, wv_str id)
{
    if (!wv_mem_grow((void **)&c->evidence, &c->evidence_capacity, c->evidence_count + 1,
                     sizeof *c->evidence)) {
        c->failed = true;
        return;
    }
    c->evidence[c->evidence_count++] = name_of(c, id);
    r->evidence_count++;
}

static void add_raised(wv_caseval *c, wv_str of_case, wv_raised r)
{
    uint32_t *head = wv_map_put(&c->heads, name_of(c, of_case), 0, NULL);
    if (!head || !wv_mem_grow((void **)&c->raised, &c->raised_capacity, c->raised_count + 1,
                              sizeof *c->raised)) {
        c->failed = true;
        return;
    }
    r.next = *head;
    c->raised[c->raised_count] = r;
    *head = ++c->raised_count;
}

static int64_t moment_of(wv_str s)
{
    wv_time t;
    return wv_time_parse(s, 0, &t, NULL) == WV_OK ? t.seconds : INT64_MAX;
}

static bool is_live(const wv_json *j, uint32_t finding)
{
    uint32_t scope = wv_tape_member(j, finding, "scope");
    bool negated = scope != WV_TAPE_NONE && wv_tape_is_set(j, scope, "negated");
    return !negated && !wv_tape_is_set(j, finding, "suppressed") &&
           !wv_tape_is_set(j, finding, "dropped") && !wv_tape_is_set(j, finding, "experimental") &&
           !wv_tape_is_set(j, finding, "shadow");
}

static void take_flag(wv_caseval *c, wv_str of_case, int64_t at)
{
    const wv_json *j = &c->json;
    wv_str record = wv_tape_text(j, 0, "record");
    uint32_t list = wv_tape_member(j, 0, "findings"), i = list + 1;
    if (list == WV_TAPE_NONE || j->values[list].type != WV_JSON_ARRAY) return;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next) {
        if (!is_live(j, i)) continue;
        wv_raised raised = {.slug = name_of(c, wv_tape_text(j, i, "signal")),
                            .at = at,
                            .severity = (uint8_t)wv_tape_number(j, i, "severity"),
                            .evidence = c->evidence_count};
        add_evidence(c, &raised, record);
        add_raised(c, of_case, raised);
    }
}

static void take_alert(wv_caseval *c, wv_str of_case, int64_t at)
{
    static const char *const triages[] = {"", "info", "context", "week", "today", "now"};
    const wv_json *j = &c->json;
    wv_str triage = wv_tape_text(j, 0, "triage");
    wv_raised raised = {.slug = name_of(c, wv_tape_text(j, 0, "pattern")),
                        .at = at,
                        .alert = true,
                        .evidence = c->evidence_count};
    for (uint8_t t = 1; t <= 5; t++)
        if (wv_str_is(triage, triages[t])) raised.severity = t;
    uint32_t list = wv_tape_member(j, 0, "evidence"), i = list + 1;
    bool array = list != WV_TAPE_NONE && j->values[list].type == WV_JSON_ARRAY;
    for (uint32_t k = 0; array && k < j->values[list].count; k++, i = j->values[i].next)
        add_evidence(c, &raised, j->values[i].text);
    add_raised(c, of_case, raised);
}

wv_rc wv_caseval_take(wv_caseval *c, wv_str line, wv_err *err)
{
    wv_json_error error;
    const wv_json *j = &c->json;
    wv_arena_reset(&c->line_arena);
    wv_rc rc = wv_json_parse(&c->json, line, &error);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc) return wv_err_set(err, WV_E_JSON, "%s", error.message);
    wv_str type = wv_tape_text(j, 0, "type"), of_case = wv_tape_text(j, 0, "case");
    int64_t at = moment_of(wv_tape_text(j, 0, "raised_at"));
    if (wv_str_is(type, "flag")) take_flag(c, of_case, at);
    if (wv_str_is(type, "alert")) take_alert(c, of_case, at);
    return c->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
}

static wv_rc take_line(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    wv_err why;
    wv_rc rc = wv_caseval_take(ctx, line, &why);
    if (rc == WV_E_JSON)
        return wv_err_set(err, rc, "line %llu of the flags: %s", (unsigned long long)number,
                          why.message);
    if (rc) *err = why;
    return rc;
}

wv_rc wv_caseval_raised(wv_caseval *c, const char *path, wv_err *err)
{
    return wv_tape_lines(path, take_line, c, err);
}
