/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_twins.c: the tests of a pack and the records of a corpus beside their twins.
 *
 * In: a frozen pack, files of records. Out: where the verdict differs. Neighbours: lab/twins.h makes the twins,
 * cli/rule_test.c the record of a test. Invariants: of a test only its own rule counts, of a record every signal that
 * is live. Cost: two scans a twin. */
#include "cli/eval_twins.h"

#include "cli/rule_test.h"
#include "read/tape.h"
#include "lab/twins.h"
#include "read/reader.h"

#include <stdio.h>
#include <string.h>

typedef struct tally {
    uint32_t made, differ;
} tally;

typedef struct twinner {
    const wv_frozen *pack;
    wv_scratch *scratch;
    wv_arena arena;
    wv_reader reader;
    wv_buf own, other;
    bool verbose;
    wv_twin_axis axis;
    tally of_axis;
    uint32_t *signal_of_rule; /* index into the pack's signals */
    uint32_t *signal_differs; /* by signal, on this axis */
    uint8_t *live[2];         /* by signal, of the pair at hand */
} twinner;

static wv_str text_of(const wv_buf *b)
{
    return (wv_str){b->p, (uint32_t)b->n};
}

/* False when there is no twin; *rc tells whether the memory was there. */
static bool make_pair(twinner *t, wv_str text, unsigned variant, wv_rc *rc, wv_err *err)
{
    wv_buf_clear(&t->own);
    wv_buf_clear(&t->other);
    bool made = wv_twin(text, t->axis, variant, &t->own, &t->other);
    if (t->own.failed || t->other.failed) *rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    return made && *rc == WV_OK;
}

static void show(const twinner *t, const char *what, wv_str name)
{
    if (!t->verbose) return;
    printf("  %s %s %.*s: %.*s\n", what, wv_twin_names[t->axis], (int)name.n, name.p,
           (int)t->other.n, t->other.p);
}

/* ---- tests ---- */

/* On the axis of known names the other (B) is called as the text calls him or her. */
static wv_rc set_name(twinner *t, wv_record *record, unsigned name, wv_err *err)
{
    if (t->axis != WV_TWIN_NAMED) return WV_OK;
    wv_person *persons = wv_arena_alloc(&t->arena, sizeof *persons * (record->person_count + 1));
    if (!persons) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (record->person_count)
        memcpy(persons, record->persons, sizeof *persons * record->person_count);
    for (uint32_t i = 0; i < record->person_count; i++)
        if (persons[i].role == WV_ROLE_OTHER) persons[i].name = wv_str_of(wv_twin_person(name));
    record->persons = persons;
    return WV_OK;
}

static wv_rc holds(twinner *t, uint32_t rule, const wv_rule_test *test, wv_str text, unsigned name,
                   bool *live, wv_err *err)
{
    wv_record record;
    wv_findings findings;
    wv_arena_reset(&t->arena);
    wv_rc rc = wv_rule_test_record(test, &t->arena, &record);
    if (rc) return wv_err_set(err, rc, "out of memory");
    record.text = text;
    rc = set_name(t, &record, name, err);
    if (!rc) rc = wv_scan_record(t->scratch, &record, &findings, err);
    if (rc) return rc;
    wv_scan_resolve(t->scratch, &record, wv_rule_test_role, NULL, &findings);
    wv_rule_test_finding(&findings, rule, live);
    return WV_OK;
}

static wv_rc twin_test(twinner *t, uint32_t rule, const wv_rule_test *test, uint32_t *differ,
                       wv_err *err)
{
    wv_rc rc = WV_OK;
    for (unsigned v = 0; v < wv_twin_variants[t->axis] && rc == WV_OK; v++) {
        bool own = false, other = false;
        if (!make_pair(t, test->text.s, v, &rc, err)) continue;
        rc = holds(t, rule, test, text_of(&t->own), 0, &own, err);
        if (!rc) rc = holds(t, rule, test, text_of(&t->other), v + 1, &other, err);
        if (rc) return rc;
        t->of_axis.made++;
        *differ += own != other;
        if (own != other) show(t, own ? "lost" : "gained", t->pack->rules[rule].name);
    }
    return rc;
}

static wv_rc twin_tests(twinner *t, wv_err *err)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < t->pack->rule_count && rc == WV_OK; i++) {
        const wv_frozen_rule *r = &t->pack->rules[i];
        uint32_t differ = 0;
        if (r->ast->correlation || r->disabled) continue;
        for (uint32_t k = 0; k < r->ast->test_count && rc == WV_OK; k++)
            rc = twin_test(t, i, &r->ast->tests[k], &differ, err);
        t->of_axis.differ += differ;
        if (differ)
            printf("%s %.*s %u\n", wv_twin_names[t->axis], (int)r->name.n, r->name.p, differ);
    }
    return rc;
}

/* ---- records ---- */

static wv_role role_in_record(void *ctx, wv_str ref)
{
    const wv_record *r = ctx;
    for (uint32_t i = 0; i < r->person_count; i++)
        if (wv_str_eq(r->persons[i].ref, ref)) return r->persons[i].role;
    return WV_ROLE_UNKNOWN;
}

static wv_rc find_signals(twinner *t, const wv_record *given, wv_str text, unsigned name,
                          uint8_t *live, wv_err *err)
{
    wv_record record = *given;
    wv_findings findings;
    record.text = text;
    memset(live, 0, t->pack->ast->signal_count);
    wv_arena_reset(&t->arena);
    wv_rc rc = set_name(t, &record, name, err);
    if (!rc) rc = wv_scan_record(t->scratch, &record, &findings, err);
    if (rc) return rc;
    wv_scan_resolve(t->scratch, &record, role_in_record, &record, &findings);
    for (uint32_t i = 0; i < findings.count; i++) {
        const wv_finding *f = &findings.items[i];
        bool counts = !f->dropped && !f->suppressed_by.n && !t->pack->rules[f->rule].experimental;
        if (counts) live[t->signal_of_rule[f->rule]] = 1;
    }
    return WV_OK;
}

static wv_rc twin_record(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    twinner *t = ctx;
    wv_record record;
    wv_dead dead;
    (void)number;
    wv_reader_reset(&t->reader);
    wv_rc rc = wv_reader_record(&t->reader, line, &record, &dead);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc || !record.text.n) return WV_OK;
    for (unsigned v = 0; v < wv_twin_variants[t->axis] && rc == WV_OK; v++) {
        bool differs = false;
        if (!make_pair(t, record.text, v, &rc, err)) continue;
        rc = find_signals(t, &record, text_of(&t->own), 0, t->live[0], err);
        if (!rc) rc = find_signals(t, &record, text_of(&t->other), v + 1, t->live[1], err);
        for (uint32_t s = 0; s < t->pack->ast->signal_count && !rc; s++) {
            if (t->live[0][s] == t->live[1][s]) continue;
            differs = true;
            t->signal_differs[s]++;
            show(t, t->live[0][s] ? "lost" : "gained", t->pack->ast->signals[s].slug.s);
        }
        t->of_axis.made++;
        t->of_axis.differ += differs;
    }
    return rc;
}

static wv_rc twin_files(twinner *t, const char *const *paths, uint32_t count, wv_err *err)
{
    const wv_pack_ast *ast = t->pack->ast;
    wv_rc rc = WV_OK;
    memset(t->signal_differs, 0, sizeof *t->signal_differs * ast->signal_count);
    for (uint32_t i = 0; i < count && rc == WV_OK; i++)
        rc = wv_tape_lines(paths[i], twin_record, t, err);
    for (uint32_t s = 0; s < ast->signal_count && rc == WV_OK; s++)
        if (t->signal_differs[s])
            printf("%s %.*s %u\n", wv_twin_names[t->axis], (int)ast->signals[s].slug.s.n,
                   ast->signals[s].slug.s.p, t->signal_differs[s]);
    return rc;
}

/* ---- the run ---- */

static wv_rc begin(twinner *t, wv_err *err)
{
    const wv_frozen *p = t->pack;
    wv_reader_options reader = {0};
    wv_arena_init(&t->arena);
    wv_reader_init(&t->reader, &reader);
    wv_buf_init(&t->own);
    wv_buf_init(&t->other);
    t->signal_of_rule = wv_mem_new(sizeof(uint32_t) * (p->rule_count + 1));
    t->signal_differs = wv_mem_new(sizeof(uint32_t) * (p->ast->signal_count + 1));
    for (int i = 0; i < 2; i++) t->live[i] = wv_mem_new(p->ast->signal_count + 1);
    if (!t->signal_of_rule || !t->signal_differs || !t->live[0] || !t->live[1])
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (uint32_t i = 0; i < p->rule_count; i++)
        for (uint32_t s = 0; s < p->ast->signal_count; s++)
            if (wv_str_eq(p->rules[i].signal, p->ast->signals[s].slug.s)) t->signal_of_rule[i] = s;
    return wv_scratch_new(p, &t->scratch, err);
}

static void end(twinner *t)
{
    wv_scratch_free(t->scratch);
    wv_reader_done(&t->reader);
    wv_arena_done(&t->arena);
    wv_buf_done(&t->own);
    wv_buf_done(&t->other);
    wv_mem_free(t->signal_of_rule);
    wv_mem_free(t->signal_differs);
    for (int i = 0; i < 2; i++) wv_mem_free(t->live[i]);
}

int wv_eval_twins(const wv_frozen *pack, const char *axis, const char *const *paths, uint32_t count,
                  bool verbose)
{
    twinner t = {.pack = pack, .verbose = verbose};
    wv_err err = {0};
    tally all[WV_TWIN_COUNT] = {{0, 0}};
    bool known = !axis;
    wv_rc rc = begin(&t, &err);
    for (int a = 0; a < WV_TWIN_COUNT && rc == WV_OK; a++) {
        if (axis && strcmp(axis, wv_twin_names[a]) != 0) continue;
        known = true;
        t.axis = (wv_twin_axis)a;
        t.of_axis = (tally){0, 0};
        rc = count ? twin_files(&t, paths, count, &err) : twin_tests(&t, &err);
        all[a] = t.of_axis;
    }
    if (!rc && !known)
        rc = wv_err_set(&err, WV_E_USAGE,
                        "no axis '%s': person, name, named, spelling, diacritics or dialect", axis);
    for (int a = 0; a < WV_TWIN_COUNT && rc == WV_OK; a++)
        if (all[a].made)
            printf("axis %s: %u twins, %u differ\n", wv_twin_names[a], all[a].made, all[a].differ);
    if (rc) fprintf(stderr, "waakvlam eval: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    end(&t);
    return wv_rc_exit(rc);
}
