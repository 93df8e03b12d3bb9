/* SPDX-License-Identifier: EUPL-1.2 */
/* check.c: `waakvlam check`: compile a rule pack and say what is wrong with it, or what should be
 * better.
 *
 * In: a pack folder. Out: diagnostics on stderr, one line of counts on stdout. Exit: 0, 78 when
 * there is an error (or, with
 * --strict, a warning). Neighbours: pack/load.c, lint.c, lock.c, freeze.c. Cost: well under 2 s for
 * 400 rules. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "case/case.h"
#include "pack/lint.h"
#include "pack/lock.h"

#include <stdio.h>

enum { EXIT_PACK = 78 };

static void print_counts(const wv_pack_ast *ast, const wv_lint_counts *n)
{
    printf("%.*s %.*s: %u rules, %u tests; %u of %u signals and %u of %u patterns have a rule\n",
           (int)ast->name.s.n, ast->name.s.p, (int)ast->version.s.n, ast->version.s.p, n->rules,
           n->tests, n->signals_with_rule, n->signals, n->patterns_with_rule, n->patterns);
}

/* The lock is written for a pack that compiles; a broken rule must not be signed off. */
static wv_rc check_pack(const char *path, bool write_lock, bool words, wv_diags *diags, wv_err *err)
{
    wv_pack_ast *ast = NULL;
    wv_frozen *frozen = NULL;
    wv_lint_counts counts;
    wv_rc rc = wv_pack_load(path, &ast, diags, err);
    if (rc != WV_OK) return rc;
    rc = wv_lint_run(ast, words, &counts, diags, err);
    if (rc == WV_OK && !write_lock) rc = wv_lock_compare(ast, diags, err);
    if (rc != WV_OK) {
        wv_pack_ast_free(ast);
        return rc;
    }
    rc = wv_pack_freeze(ast, &frozen, diags, err);
    if (rc == WV_OK) rc = wv_cases_check_rules(frozen, diags, err);
    if (rc == WV_OK) print_counts(frozen->ast, &counts);
    if (rc == WV_OK && write_lock) rc = wv_lock_write(frozen->ast, err);
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
    const char *pack = NULL;
    bool write_lock = false, strict = false, quiet = false, words = false;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "folder of the rule pack", &pack},
        {0, "write-lock", WV_OPTION_FLAG, NULL, "write pack.lock: this is how the rules should be",
         &write_lock},
        {0, "strict", WV_OPTION_FLAG, NULL, "warnings fail too (exit 78)", &strict},
        {0, "words", WV_OPTION_FLAG, NULL, "warn of words that are in no Dutch word list too",
         &words},
        {'q', "quiet", WV_OPTION_FLAG, NULL, "show errors only", &quiet},
        {0},
    };
    const wv_command_line line = {
        "check [-r PACK]",
        "Compiles a rule pack and says what is wrong with it (errors, exit 78) and what should be\n"
        "better (warnings). Compares the rules with pack.lock.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc > 1)
        return wv_options_usage(&line, "no operand expected, found '%s'; the pack is given with -r",
                                argv[1]);
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    const char *path = wv_packs_path(pack);
    wv_rc rc = check_pack(path, write_lock, words, &diags, &err);
    int code = report(path, rc, quiet, strict, &diags, &err);
    wv_diags_done(&diags);
    return code;
}
