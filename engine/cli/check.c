/* SPDX-License-Identifier: EUPL-1.2 */
/* check.c: `waakvlam check`: compile a rule pack and say what is wrong with it, or what should be
 * better.
 *
 * In: a pack folder, perhaps an overlay. Out: diagnostics on stderr, a line of counts on stdout.
 * Exit: 0, 78 when there is an error (or, with --strict, a warning). Neighbours: pack/load.c, lint.c,
 * lock.c, freeze.c, check_overlay.c. Cost: well under 2 s for 400 rules. */
#include "cli/commands.h"

#include "case/case.h"
#include "cli/check_overlay.h"
#include "cli/fix.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "cli/today.h"
#include "pack/lint.h"
#include "pack/lock.h"
#include "pack/overlay.h"

#include <stdio.h>

enum { EXIT_PACK = 78 };

static void print_counts(const wv_pack_ast *ast, const wv_lint_counts *n)
{
    printf("%.*s %.*s: %u rules, %u tests; %u of %u signals and %u of %u patterns have a rule\n",
           (int)ast->name.s.n, ast->name.s.p, (int)ast->version.s.n, ast->version.s.p, n->rules,
           n->tests, n->signals_with_rule, n->signals, n->patterns_with_rule, n->patterns);
}

typedef struct checking {
    wv_pack_parts parts;
    bool write_lock, strict, quiet, words, fix;
    const char *as_of;
    char today[11];
    wv_option_texts corpora, feeds;
    wv_diags diags;
} checking;

/* What comes with the pack, and what the user gives. */
static wv_rc check_overlay(checking *c, const wv_frozen *region, wv_err *err)
{
    const char *gold[WV_OPTION_TEXTS_MAX + 1], *feeds[WV_OPTION_TEXTS_MAX + 1];
    wv_reference_set set = {0};
    wv_frozen *base = NULL;
    wv_buf out;
    wv_reference_default(c->parts.path, &set);
    if (set.gold_count) gold[0] = set.gold[0];
    if (set.feed_count) feeds[0] = set.feeds[0];
    for (unsigned i = 0; i < c->corpora.count; i++) gold[set.gold_count++] = c->corpora.items[i];
    for (unsigned i = 0; i < c->feeds.count; i++) feeds[set.feed_count++] = c->feeds.items[i];
    set.gold = gold;
    set.feeds = feeds;
    wv_buf_init(&out);
    wv_overlay_check_reviews(region->ast->overlay, wv_str_of(c->today), &c->diags);
    wv_rc rc = wv_pack_open(c->parts.path, &base, &c->diags, err);
    if (rc == WV_OK) rc = wv_check_overlay(base, region, &set, &c->diags, &out, err);
    if (out.n && !out.failed) fwrite(out.p, 1, out.n, stdout);
    wv_buf_done(&out);
    wv_frozen_free(base);
    return rc;
}

/* The lock is written for a pack that compiles; a broken rule must not be signed off. It is the
 * pack's alone: an overlay changes rules, and says itself who signed that off. */
static wv_rc check_pack(checking *c, wv_err *err)
{
    wv_pack_ast *ast = NULL;
    wv_frozen *frozen = NULL;
    wv_lint_counts counts;
    wv_diags *diags = &c->diags;
    wv_rc rc = wv_pack_load_parts(&c->parts, &ast, diags, err);
    if (rc != WV_OK) return rc;
    rc = wv_lint_run(ast, c->words, &counts, diags, err);
    if (rc == WV_OK) rc = wv_lint_never(ast, diags, err);
    if (rc == WV_OK && !c->write_lock && !c->parts.overlay) rc = wv_lock_compare(ast, diags, err);
    if (rc != WV_OK) {
        wv_pack_ast_free(ast);
        return rc;
    }
    rc = wv_pack_freeze(ast, &frozen, diags, err);
    if (rc == WV_OK) rc = wv_cases_check_rules(frozen, diags, err);
    if (rc == WV_OK) rc = wv_lint_rules(frozen, diags, err);
    if (rc == WV_OK) print_counts(frozen->ast, &counts);
    if (rc == WV_OK && c->parts.overlay) rc = check_overlay(c, frozen, err);
    if (rc == WV_OK && c->write_lock) rc = wv_lock_write(frozen->ast, err);
    wv_frozen_free(frozen);
    return rc;
}

static int report(const char *path, wv_rc rc, bool quiet, bool strict, const wv_diags *diags,
                  const wv_err *err)
{
    wv_packs_print(diags, !quiet);
    bool said = diags->errors > 0;
    if (rc != WV_OK && !said) {
        fprintf(stderr, "waakvlam check: %s: %s\n", path,
                err->message[0] ? err->message : wv_rc_text(rc));
        if (err->hint[0]) fprintf(stderr, "  hint: %s\n", err->hint);
        return wv_rc_exit(rc);
    }
    if (quiet && diags->errors)
        fprintf(stderr, "%u error%s\n", diags->errors, diags->errors == 1 ? "" : "s");
    if (!quiet && (diags->errors || diags->warnings))
        fprintf(stderr, "%u error%s, %u warning%s\n", diags->errors, diags->errors == 1 ? "" : "s",
                diags->warnings, diags->warnings == 1 ? "" : "s");
    return said || (strict && diags->warnings) ? EXIT_PACK : wv_rc_exit(rc);
}

int wv_cli_check(int argc, char **argv)
{
    checking c = {0};
    const char *pack = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "folder of the rule pack", &pack},
        {0, "overlay", WV_OPTION_TEXT, "DIR",
         "with a region's changes, which must lose no true signal", &c.parts.overlay},
        {0, "corpus", WV_OPTION_TEXTS, "GOLD", "with --overlay: labelled items to replay too",
         &c.corpora},
        {0, "feeds", WV_OPTION_TEXTS, "FILE", "with --overlay: records of cases to replay too",
         &c.feeds},
        {0, "as-of", WV_OPTION_TEXT, "DATE",
         "the date of reviews that are due and of rules without one; today",
         &c.as_of},
        {0, "write-lock", WV_OPTION_FLAG, NULL, "write pack.lock: this is how the rules should be",
         &c.write_lock},
        {0, "fix", WV_OPTION_FLAG, NULL,
         "first mend what has one way: layout, quotes, keys of before, ids, dates", &c.fix},
        {0, "strict", WV_OPTION_FLAG, NULL, "warnings fail too (exit 78)", &c.strict},
        {0, "words", WV_OPTION_FLAG, NULL, "warn of words that are in no Dutch word list too",
         &c.words},
        {'q', "quiet", WV_OPTION_FLAG, NULL, "show errors only", &c.quiet},
        {0},
    };
    const wv_command_line line = {
        "check [-r PACK] [--overlay DIR]",
        "Compiles a rule pack and says what is wrong with it (errors, exit 78) and what should be\n"
        "better (warnings). Compares the rules with pack.lock. An overlay is replayed over the\n"
        "tests in the rules and the reference corpus; a true signal that it loses is an error.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc > 1)
        return wv_options_usage(&line, "no operand expected, found '%s'; the pack is given with -r",
                                argv[1]);
    c.parts.path = pack;
    c.parts = wv_packs_parts(&c.parts);
    if (c.write_lock && c.parts.overlay)
        return wv_options_usage(&line, "a lock is of a pack alone: --write-lock without --overlay");
    if (c.fix && c.parts.overlay)
        return wv_options_usage(&line, "--fix mends a pack: give it without --overlay");
    done = wv_today_or(&line, c.as_of, c.today);
    if (done >= 0) return done;
    wv_err err = {0};
    wv_diags_init(&c.diags);
    wv_rc rc = c.fix ? wv_fix_pack(c.parts.path, c.today, &err) : WV_OK;
    if (rc == WV_OK) rc = check_pack(&c, &err);
    int code = report(c.parts.path, rc, c.quiet, c.strict, &c.diags, &err);
    wv_diags_done(&c.diags);
    return code;
}
