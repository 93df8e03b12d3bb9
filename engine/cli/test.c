/* SPDX-License-Identifier: EUPL-1.2 */
/* test.c: `waakvlam test`: run the tests that stand in the rules, through the scanner itself.
 *
 * In: a pack, globs of rule names. Out: each failure with its place, text and reason on stdout,
 * then `N passed, N failed`. Exit: 0, 1 when a test failed, 78 for a broken pack. Cost: one small
 * scan a test. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "cli/rule_test.h"
#include "cli/test_why.h"
#include "cli/watch.h"

#include <fnmatch.h>
#include <stdio.h>

typedef struct tester {
    const wv_frozen *pack;
    wv_scratch *scratch;
    wv_arena arena;
    wv_buf out;
    char **globs;
    int glob_count;
    bool verbose;
    uint32_t rules, passed, failed;
} tester;

static void add_place(wv_buf *out, const wv_lit *lit)
{
    uint32_t line = 0, column = 0;
    if (!lit->place.source) return;
    wv_source_line_column(lit->place.source, lit->place.start, &line, &column);
    wv_buf_str(out, lit->place.source->name);
    wv_buf_format(out, ":%u:%u: ", line, column);
}

static void add_spans(wv_buf *out, wv_str text, const wv_finding *f)
{
    for (uint32_t i = 0; i < f->span_count; i++) {
        wv_span s = f->spans[i];
        wv_buf_format(out, "%s'%.*s'", i ? ", " : "", (int)(s.end - s.start), text.p + s.start);
    }
}

static void add_labels(wv_buf *out, wv_str text, const wv_finding *f)
{
    static const char *const names[] = {
#define LABEL_NAME(name, label) label,
        WV_LABEL_TABLE(LABEL_NAME)
#undef LABEL_NAME
    };
    for (uint32_t i = 0; i < f->why_count; i++) {
        wv_span s = f->why[i].span;
        wv_buf_format(out, "; %s by '%.*s'", names[f->why[i].label], (int)(s.end - s.start),
                      text.p + s.start);
    }
}

/* Why a test that should match did not. */
static void explain_miss(wv_buf *out, wv_str text, const wv_finding *f)
{
    if (!f) {
        wv_buf_text(out, "    no finding");
    } else if (f->dropped) {
        wv_buf_text(out, "    found ");
        add_spans(out, text, f);
        wv_buf_text(out, ", but dropped");
        add_labels(out, text, f);
    } else {
        wv_buf_text(out, "    found ");
        add_spans(out, text, f);
        wv_buf_format(out, ", but suppressed by %.*s", (int)f->suppressed_by.n, f->suppressed_by.p);
        if (f->suppressed_at.end > f->suppressed_at.start)
            wv_buf_format(out, " at '%.*s'", (int)(f->suppressed_at.end - f->suppressed_at.start),
                          text.p + f->suppressed_at.start);
    }
    wv_buf_byte(out, '\n');
}

static void add_head(wv_buf *out, const wv_frozen_rule *rule, const wv_rule_test *test)
{
    static const char voices[] = "PVTR";
    add_place(out, &test->text);
    wv_buf_format(out, "failed: %.*s: %s", (int)rule->name.n, rule->name.p,
                  test->match ? "match" : "no-match");
    if (test->voice_known) wv_buf_format(out, ", who %c", voices[test->voice]);
    wv_buf_format(out, "\n    \"%.*s\"\n", (int)test->text.s.n, test->text.s.p);
}

/* Counts a test; true when it failed without any finding, so that there is more to say. */
static bool judge(tester *t, uint32_t rule, const wv_rule_test *test, const wv_findings *findings)
{
    bool live = false;
    const wv_frozen_rule *r = &t->pack->rules[rule];
    const wv_finding *f = wv_rule_test_finding(findings, rule, &live);
    const wv_lit *uncovered =
        test->match && live ? wv_rule_test_uncovered(test, findings, rule) : NULL;
    if (live == test->match && !uncovered) {
        t->passed++;
        if (!t->verbose) return false;
        wv_buf_format(&t->out, "passed: %.*s: \"%.*s\"\n", (int)r->name.n, r->name.p,
                      (int)test->text.s.n, test->text.s.p);
        return false;
    }
    t->failed++;
    add_head(&t->out, r, test);
    if (!live) {
        explain_miss(&t->out, test->text.s, f);
        return !f;
    }
    wv_buf_text(&t->out, "    found ");
    add_spans(&t->out, test->text.s, f);
    add_labels(&t->out, test->text.s, f);
    if (uncovered) wv_buf_format(&t->out, ", but not '%.*s'", (int)uncovered->s.n, uncovered->s.p);
    wv_buf_byte(&t->out, '\n');
    return false;
}

static wv_rc run_test(tester *t, uint32_t rule, const wv_rule_test *test, wv_err *err)
{
    wv_record record;
    wv_findings findings = {0};
    wv_arena_reset(&t->arena);
    wv_rc rc = wv_rule_test_record(test, &t->arena, &record);
    if (rc != WV_OK) return wv_err_set(err, rc, "out of memory in a test");
    rc = wv_scan_record(t->scratch, &record, &findings, err);
    if (rc != WV_OK) return rc;
    wv_scan_resolve(t->scratch, &record, wv_rule_test_role, NULL, &findings);
    if (!judge(t, rule, test, &findings)) return WV_OK;
    return wv_test_why(t->scratch, &record, rule, &t->out, err);
}

/* Arena strings end in NUL, so names can be given to fnmatch. */
static bool chosen(const tester *t, const wv_frozen_rule *rule)
{
    if (rule->ast->correlation || rule->disabled) return false;
    for (int i = 0; i < t->glob_count; i++)
        if (fnmatch(t->globs[i], rule->name.p, 0) == 0) return true;
    return t->glob_count == 0;
}

static wv_rc flush(tester *t)
{
    if (t->out.failed) return WV_E_NOMEM;
    if (t->out.n && fwrite(t->out.p, 1, t->out.n, stdout) != t->out.n) return WV_E_IO;
    wv_buf_clear(&t->out);
    return WV_OK;
}

static wv_rc run_rules(tester *t, wv_err *err)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < t->pack->rule_count && rc == WV_OK; i++) {
        const wv_frozen_rule *rule = &t->pack->rules[i];
        if (!chosen(t, rule)) continue;
        t->rules++;
        for (uint32_t k = 0; k < rule->ast->test_count && rc == WV_OK; k++)
            rc = run_test(t, i, &rule->ast->tests[k], err);
        if (rc == WV_OK && (rc = flush(t)) != WV_OK) wv_err_set(err, rc, "cannot write the output");
    }
    return rc;
}

static int run_all(tester *t)
{
    wv_err err = {0};
    t->rules = t->passed = t->failed = 0;
    wv_rc rc = wv_scratch_new(t->pack, &t->scratch, &err);
    if (rc == WV_OK) rc = run_rules(t, &err);
    wv_scratch_free(t->scratch);
    t->scratch = NULL;
    if (rc != WV_OK) {
        fprintf(stderr, "waakvlam test: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
        return wv_rc_exit(rc);
    }
    if (t->rules == 0 && t->glob_count) {
        fprintf(stderr, "waakvlam test: no rule is named '%s'\n", t->globs[0]);
        return 64;
    }
    printf("%u passed, %u failed\n", t->passed, t->failed);
    return t->failed > 0;
}

static int run_once(tester *t, const wv_pack_parts *parts)
{
    wv_frozen *pack = NULL;
    wv_packs_keep_none();
    int code = wv_packs_open_parts(parts, false, &pack);
    t->pack = pack;
    if (!code) code = run_all(t);
    wv_frozen_free(pack);
    return code;
}

/* Until a signal ends it. A pack that does not compile is told, and waited for: half a rule is what a
 * file mostly holds while somebody works on it. */
static int run_again(tester *t, const wv_pack_parts *parts, long runs)
{
    wv_watch watch = {.fd = -1};
    wv_err err = {0};
    wv_rc rc = WV_OK;
    int code = 0;
    for (long run = 1; rc == WV_OK; run++) {
        rc = wv_watch_add(&watch, wv_packs_path(parts->path), &err);
        if (rc == WV_OK && parts->overlay) rc = wv_watch_add(&watch, parts->overlay, &err);
        if (rc != WV_OK) break;
        code = run_once(t, parts);
        if (runs && run >= runs) break;
        puts("-- waiting for a change; Ctrl-C ends");
        fflush(stdout);
        rc = wv_watch_wait(&watch, &err);
    }
    wv_watch_close(&watch);
    if (rc == WV_OK || rc == WV_E_STOPPED) return code;
    fprintf(stderr, "waakvlam test: %s\n", err.message);
    return wv_rc_exit(rc);
}

int wv_cli_test(int argc, char **argv)
{
    wv_pack_parts parts = {0};
    bool watch = false;
    long runs = 0;
    tester t = {0};
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "folder of the rule pack", &parts.path},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to the pack",
         &parts.overlay},
        {'v', "verbose", WV_OPTION_FLAG, NULL, "show the tests that pass too", &t.verbose},
        {0, "watch", WV_OPTION_FLAG, NULL, "run again whenever a file of the pack changes", &watch},
        {0, "watch-runs", WV_OPTION_NUMBER, "N", NULL, &runs}, /* tests end after so many */
        {0},
    };
    const wv_command_line line = {
        "test [-r PACK] [--watch] [RULE-GLOB...]",
        "Runs the tests that stand in the rules (all, or those whose name fits a glob such as\n"
        "'threat.*') and ends with `N passed, N failed`; exit 1 when one failed.",
        options};
    int code = wv_options_read(&line, &argc, argv);
    if (code >= 0) return code;
    t.globs = argv + 1;
    t.glob_count = argc - 1;
    wv_arena_init(&t.arena);
    wv_buf_init(&t.out);
    code = watch ? run_again(&t, &parts, runs) : run_once(&t, &parts);
    wv_buf_done(&t.out);
    wv_arena_done(&t.arena);
    return code;
}
