/* SPDX-License-Identifier: EUPL-1.2 */
/* test_pack_load.c: a pack folder becomes a wv_pack_ast, its hash and its lock; each allocation may
 * fail. */
#include "crypto/sha256.h"
#include "faults.h"
#include "pack/codes.h"
#include "pack/lint.h"
#include "pack/lock.h"
#include "pack/references.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define MINIMAL "tests/packs/minimal"

static wv_pack_ast *load(const char *path, wv_diags *diags)
{
    wv_pack_ast *ast = NULL;
    wv_err err = {0};
    wv_rc rc = wv_pack_load(path, &ast, diags, &err);
    if (rc != WV_OK) {
        wv_buf out;
        wv_buf_init(&out);
        wv_diags_print(diags, &out);
        print_message("%s\n%.*s", err.message, (int)out.n, out.p);
        wv_buf_done(&out);
    }
    assert_int_equal(rc, WV_OK);
    return ast;
}

/* A folder of its own for packs that a test writes. */
typedef struct folder {
    char path[64];
} folder;

static void put(const folder *f, const char *name, const char *text)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", f->path, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(folder *f)
{
    strcpy(f->path, "/tmp/waakvlam-pack-XXXXXX");
    assert_non_null(mkdtemp(f->path));
    put(f, "pack.yaml", "name: proef\nversion: 0.1.0\nengine: '>=0.1'\n");
    put(f, "signals.yaml",
        "signals:\n  - {slug: threat.kill, label: a, definition: b, severity: 5}\npatterns:\n  - "
        "{slug: pattern.x, label: a, definition: b, triage: week}\n");
}

static void remove_folder(const folder *f)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", f->path);
    assert_int_equal(system(command), 0);
}

#define RULE "signal: threat.kill\ndetection: {doden: [doden], condition: doden}\n"

static void the_minimal_pack_has_one_of_everything(void **state)
{
    (void)state;
    wv_diags diags;
    wv_diags_init(&diags);
    wv_pack_ast *a = load(MINIMAL, &diags);
    assert_int_equal(diags.count, 0);
    assert_true(wv_str_is(a->name.s, "minimal"));
    assert_int_equal(a->signal_count, 3);
    assert_int_equal(a->list_count, 1);
    assert_int_equal(a->macro_count, 1);
    assert_int_equal(a->slot_count, 1);
    assert_int_equal(a->compound_count, 1);
    assert_int_equal(a->typo_words.count, 1);
    assert_int_equal(a->rule_count, 2);
    const wv_rule_ast *kill = &a->rules[0], *breach = &a->rules[1];
    assert_true(wv_str_is(kill->name.s, "threat.kill.direct"));
    assert_int_equal(kill->selection_count, 2);
    assert_int_equal(kill->test_count, 3);
    assert_int_equal(kill->actions[WV_LABEL_NEGATED], WV_ACTION_DROP);
    assert_int_equal(kill->actions[WV_LABEL_HABIT], WV_ACTION_KEEP);
    assert_int_equal(kill->tests[0].voice, WV_VOICE_P);
    assert_false(kill->tests[2].match);
    assert_int_equal(breach->unit, WV_UNIT_TWO_SENTENCES);
    assert_int_equal(breach->selections[1].count, 3);
    assert_int_equal(breach->selections[1].branches[1].fields[0].modifier, WV_MOD_RE);
    assert_int_equal(breach->selections[1].branches[1].fields[0].needs.count, 1);
    wv_pack_ast_free(a);
    wv_diags_done(&diags);
}

static void a_folder_that_is_not_there_is_no_input(void **state)
{
    (void)state;
    wv_pack_ast *ast = NULL;
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    assert_int_equal(wv_pack_load("tests/packs/nergens", &ast, &diags, &err), WV_E_NOINPUT);
    assert_null(ast);
    assert_string_equal(err.path, "tests/packs/nergens");
    wv_diags_done(&diags);
}

static void rules_come_in_order_of_file_name_and_place(void **state)
{
    (void)state;
    folder f;
    wv_diags diags;
    make_folder(&f);
    put(&f, "b.yaml", "name: derde\n" RULE);
    put(&f, "a.yaml", "name: tweede\n" RULE "---\nname: eerste\n" RULE);
    put(&f, ".verborgen.yaml", "geen: pakket\n");
    put(&f, "leesmij.txt", "geen pakket\n");
    wv_diags_init(&diags);
    wv_pack_ast *a = load(f.path, &diags);
    assert_int_equal(a->rule_count, 3);
    assert_true(wv_str_is(a->rules[0].name.s, "tweede"));
    assert_true(wv_str_is(a->rules[1].name.s, "eerste"));
    assert_true(wv_str_is(a->rules[2].name.s, "derde"));
    wv_pack_ast_free(a);
    wv_diags_done(&diags);
    remove_folder(&f);
}

static void pack_hash(const folder *f, char hex[65])
{
    wv_diags diags;
    wv_diags_init(&diags);
    wv_pack_ast *a = load(f->path, &diags);
    wv_sha256_hex(a->sha256, hex);
    wv_pack_ast_free(a);
    wv_diags_done(&diags);
}

static void the_hash_changes_with_each_byte_and_name_but_not_with_the_lock(void **state)
{
    (void)state;
    folder f;
    char before[65], locked[65], moved[65], changed[65], from[96], to[96];
    make_folder(&f);
    put(&f, "a.yaml", "name: een\n" RULE);
    pack_hash(&f, before);
    put(&f, "pack.lock", "waakvlam-lock 1\n");
    pack_hash(&f, locked);
    assert_string_equal(before, locked);
    put(&f, "a.yaml", "name: een \n" RULE);
    pack_hash(&f, changed);
    assert_string_not_equal(before, changed);
    put(&f, "a.yaml", "name: een\n" RULE);
    snprintf(from, sizeof from, "%s/a.yaml", f.path);
    snprintf(to, sizeof to, "%s/b.yaml", f.path);
    assert_int_equal(rename(from, to), 0);
    pack_hash(&f, moved);
    assert_string_not_equal(before, moved);
    remove_folder(&f);
}

static void another_engine_is_its_own_result_code(void **state)
{
    (void)state;
    folder f;
    wv_pack_ast *ast = NULL;
    wv_diags diags;
    wv_err err = {0};
    make_folder(&f);
    static const struct {
        const char *range;
        wv_rc rc;
    } cases[] = {{">=0.1", WV_OK},
                 {">=0.1 <99", WV_OK},
                 {">=0.0.1, <99.5.1", WV_OK},
                 {"<0.1", WV_E_VERSION},
                 {">=0.1 <0.1", WV_E_VERSION},
                 {"=99.0.0", WV_E_VERSION},
                 {"ooit", WV_E_PACK},
                 {">=", WV_E_PACK},
                 {">=1.x", WV_E_PACK}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        snprintf(text, sizeof text, "name: proef\nversion: 0.1.0\nengine: \"%s\"\n",
                 cases[i].range);
        put(&f, "pack.yaml", text);
        wv_diags_init(&diags);
        assert_int_equal(wv_pack_load(f.path, &ast, &diags, &err), cases[i].rc);
        wv_pack_ast_free(ast);
        wv_diags_done(&diags);
    }
    remove_folder(&f);
}

static void a_chain_of_ten_thousand_lists_is_walked_and_its_cycle_found(void **state)
{
    (void)state;
    folder f;
    wv_buf text;
    wv_pack_ast *ast = NULL;
    wv_diags diags;
    wv_err err = {0};
    make_folder(&f);
    for (int closed = 0; closed < 2; closed++) {
        wv_buf_init(&text);
        for (int i = 0; i < 10000; i++)
            wv_buf_format(&text, "%slist: l%d\nterms: [<l%d>]\n", i ? "---\n" : "", i, i + 1);
        wv_buf_format(&text, "---\nlist: l10000\nterms: [%s]\n", closed ? "<l0>" : "einde");
        wv_buf_byte(&text, '\0');
        put(&f, "keten.yaml", text.p);
        wv_buf_done(&text);
        wv_diags_init(&diags);
        assert_int_equal(wv_pack_load(f.path, &ast, &diags, &err), closed ? WV_E_PACK : WV_OK);
        assert_int_equal(diags.errors, (unsigned)closed);
        if (closed) assert_int_equal(diags.items[0].code, WV_CODE_REFERENCE_CYCLE);
        wv_pack_ast_free(ast);
        wv_diags_done(&diags);
    }
    remove_folder(&f);
}

static void diagnostics_outlive_the_pack_that_failed(void **state)
{
    (void)state;
    folder f;
    wv_pack_ast *ast = NULL;
    wv_diags diags;
    wv_err err = {0};
    wv_buf out;
    make_folder(&f);
    put(&f, "a.yaml",
        "name: een\nsignal: threat.kil\ndetection: {doden: [doden], condition: doden}\n");
    wv_diags_init(&diags);
    assert_int_equal(wv_pack_load(f.path, &ast, &diags, &err), WV_E_PACK);
    wv_buf_init(&out);
    wv_diags_print(&diags, &out);
    wv_buf_byte(&out, '\0');
    assert_string_equal(out.p, "a.yaml:2:9: error[E062]: signals.yaml has no signal 'threat.kil' "
                               "(did you mean 'threat.kill'?)\n"
                               "     2 | signal: threat.kil\n"
                               "       |         ^^^^^^^^^^\n");
    wv_buf_done(&out);
    wv_diags_done(&diags);
    remove_folder(&f);
}

static void references_are_found_in_order(void **state)
{
    (void)state;
    wv_str pattern = WV_STR("(<een> & a < b) .. <twee> <drie vier> <"), name;
    uint32_t at = 0;
    assert_true(wv_references_next(pattern, &at, &name));
    assert_true(wv_str_is(name, "een"));
    assert_true(wv_references_next(pattern, &at, &name));
    assert_true(wv_str_is(name, "twee"));
    assert_false(wv_references_next(pattern, &at, &name));
}

static unsigned lock_codes(const folder *f, unsigned *codes, unsigned max)
{
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    wv_pack_ast *a = load(f->path, &diags);
    assert_int_equal(diags.count, 0);
    assert_int_equal(wv_lock_compare(a, &diags, &err), WV_OK);
    unsigned count = diags.count;
    for (unsigned i = 0; i < count && i < max; i++) codes[i] = diags.items[i].code;
    wv_pack_ast_free(a);
    wv_diags_done(&diags);
    return count;
}

static void write_lock(const folder *f)
{
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    wv_pack_ast *a = load(f->path, &diags);
    assert_int_equal(wv_lock_write(a, &err), WV_OK);
    wv_pack_ast_free(a);
    wv_diags_done(&diags);
}

#define ID "6f1d8f5e-3a53-4c0e-9d4c-0c8f3c7b6a10"
#define ID2 "0b6b7a57-7a36-4d54-8f6e-0a7a5a4e3f21"

static void the_lock_follows_rules_by_name_id_date_and_content(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned code; /* 0: as the lock says */
    } cases[] = {
        {"name: een\nid: " ID "\ndate: 2026-01-01\n" RULE, 0},
        {"# een opmerking\nid:   '" ID "'\n# en nog een\nname: een\ndate: 2026-01-01\n" RULE,
         WV_CODE_LOCK_DATE},
        {"name: een\nid: '" ID "'   # anders opgemaakt\ndate: 2026-01-01\n" RULE, 0},
        {"name: een\nid: " ID "\ndate: 2026-01-01\nstatus: test\n" RULE, WV_CODE_LOCK_DATE},
        {"name: een\nid: " ID "\ndate: 2026-02-01\nstatus: test\n" RULE, WV_CODE_LOCK_CHANGED},
        {"name: een\nid: " ID "\ndate: 2026-01-01\nmodified: 2026-03-01\n" RULE,
         WV_CODE_LOCK_CHANGED},
        {"name: een\nid: " ID2 "\ndate: 2026-02-01\n" RULE, WV_CODE_LOCK_ID},
        {"name: twee\nid: " ID "\ndate: 2026-01-01\n" RULE, WV_CODE_LOCK_ID},
        {"name: twee\nid: " ID2 "\ndate: 2026-01-01\n" RULE, WV_CODE_LOCK_CHANGED},
    };
    folder f;
    unsigned codes[4];
    make_folder(&f);
    put(&f, "a.yaml", cases[0].text);
    assert_int_equal(lock_codes(&f, codes, 4), 1);
    assert_int_equal(codes[0], WV_CODE_LOCK_MISSING);
    write_lock(&f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put(&f, "a.yaml", cases[i].text);
        unsigned count = lock_codes(&f, codes, 4);
        assert_int_equal(count > 0, cases[i].code != 0);
        if (count) assert_int_equal(codes[0], cases[i].code);
    }
    remove_folder(&f);
}

static void a_lock_that_cannot_be_written_leaves_the_old_one(void **state)
{
    (void)state;
    folder f;
    wv_diags diags;
    wv_err err = {0};
    char blocked[96];
    make_folder(&f);
    put(&f, "a.yaml", "name: een\n" RULE);
    write_lock(&f);
    snprintf(blocked, sizeof blocked, "%s/pack.lock.new", f.path);
    assert_int_equal(mkdir(blocked, 0700),
                     0); /* works as root too, unlike a folder without write permission */
    wv_diags_init(&diags);
    wv_pack_ast *a = load(f.path, &diags);
    assert_int_equal(wv_lock_write(a, &err), WV_E_CREATE);
    assert_int_equal(wv_lock_compare(a, &diags, &err), WV_OK);
    assert_int_equal(diags.count, 0);
    wv_pack_ast_free(a);
    wv_diags_done(&diags);
    remove_folder(&f);
}

static void lint_counts_and_warns_of_the_minimal_pack(void **state)
{
    (void)state;
    wv_diags diags;
    wv_err err = {0};
    wv_lint_counts n;
    wv_diags_init(&diags);
    wv_pack_ast *a = load(MINIMAL, &diags);
    assert_int_equal(wv_lint_run(a, true, &n, &diags, &err), WV_OK);
    assert_int_equal(n.rules, 2);
    assert_int_equal(n.tests, 3);
    assert_int_equal(n.signals_with_rule, 2);
    assert_int_equal(n.patterns_with_rule, 0);
    bool few = false, none = false, registers = false;
    for (uint32_t i = 0; i < diags.count; i++) {
        few |= diags.items[i].code == WV_CODE_RULE_FEW_TESTS;
        none |= diags.items[i].code == WV_CODE_RULE_NO_TESTS;
        registers |= diags.items[i].code == WV_CODE_RULE_REGISTERS;
        assert_int_equal(diags.items[i].level, WV_LEVEL_WARNING);
    }
    assert_true(few && none && registers);
    wv_pack_ast_free(a);
    wv_diags_done(&diags);
}

static void each_allocation_may_fail_once_and_nothing_leaks(void **state)
{
    (void)state;
    bool finished = false;
    long tried = 0;
    for (; !finished && tried < 5000; tried++) {
        faults f = {.next = tried};
        wv_pack_ast *ast = NULL;
        wv_diags diags;
        wv_err err = {0};
        wv_buf lock;
        wv_lint_counts counts;
        wv_mem_set_hook(failing_resize, &f);
        wv_diags_init(&diags);
        wv_buf_init(&lock);
        wv_rc rc = wv_pack_load(MINIMAL, &ast, &diags, &err);
        if (rc == WV_OK) rc = wv_lint_run(ast, true, &counts, &diags, &err);
        if (rc == WV_OK) rc = wv_lock_compare(ast, &diags, &err);
        if (rc == WV_OK) rc = wv_lock_format(ast, &lock);
        finished = f.next >= 0;
        assert_int_equal(rc, finished ? WV_OK : WV_E_NOMEM);
        wv_buf_done(&lock);
        wv_diags_done(&diags);
        wv_pack_ast_free(ast);
        wv_mem_set_hook(NULL, NULL);
        assert_int_equal(f.live, 0);
    }
    assert_true(finished && tried > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_minimal_pack_has_one_of_everything),
        cmocka_unit_test(a_folder_that_is_not_there_is_no_input),
        cmocka_unit_test(rules_come_in_order_of_file_name_and_place),
        cmocka_unit_test(the_hash_changes_with_each_byte_and_name_but_not_with_the_lock),
        cmocka_unit_test(another_engine_is_its_own_result_code),
        cmocka_unit_test(a_chain_of_ten_thousand_lists_is_walked_and_its_cycle_found),
        cmocka_unit_test(diagnostics_outlive_the_pack_that_failed),
        cmocka_unit_test(references_are_found_in_order),
        cmocka_unit_test(the_lock_follows_rules_by_name_id_date_and_content),
        cmocka_unit_test(a_lock_that_cannot_be_written_leaves_the_old_one),
        cmocka_unit_test(lint_counts_and_warns_of_the_minimal_pack),
        cmocka_unit_test(each_allocation_may_fail_once_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
