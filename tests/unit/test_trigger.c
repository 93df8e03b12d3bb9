/* SPDX-License-Identifier: EUPL-1.2 */
/* Scope documents of a pack: what is read, and what is refused with which words (pack/trigger.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pack/trigger.h"
#include "pack/yaml.h"

typedef struct fixture {
    wv_source source;
    wv_arena arena;
    wv_diags diags;
    wv_buf printed;
    wv_scope_table *table;
    wv_rc rc;
} fixture;

static void compile(fixture *f, const char *yaml)
{
    wv_yaml_docs docs = {NULL, 0};
    *f = (fixture){.source = {WV_STR("scope/x.yaml"), wv_str_of(yaml)}};
    wv_arena_init(&f->arena);
    wv_diags_init(&f->diags);
    wv_buf_init(&f->printed);
    assert_int_equal(wv_yaml_read(&f->source, &f->arena, &docs, &f->diags), WV_OK);
    f->rc = wv_trigger_compile((const wv_node *const *)docs.items, docs.count, &f->arena, &f->table,
                               &f->diags);
    wv_diags_print(&f->diags, &f->printed);
    wv_buf_byte(&f->printed, 0);
}

static void done(fixture *f)
{
    wv_buf_done(&f->printed);
    wv_diags_done(&f->diags);
    wv_arena_done(&f->arena);
}

static void assert_refused(const char *yaml, const char *said)
{
    fixture f;
    compile(&f, yaml);
    assert_int_equal(f.rc, WV_E_PACK);
    assert_null(f.table);
    if (!strstr(f.printed.p, said)) {
        print_error("%s\nlacks: %s\n", f.printed.p, said);
        fail();
    }
    done(&f);
}

static void a_whole_trigger_is_read(void **state)
{
    (void)state;
    fixture f;
    compile(&f, "scope: hypothetical\nname: als\ncues: [als, indien]\nreach: sentence\n"
                "except: [net als]\nstops: [maar]\nwho: [P, T]\nmark: \"?\"\n"
                "---\nscope: template\nname: folder\ncues: [folder]\nreach: record\nleast: 2\n"
                "title: [voorlichting]\ncode: lesstof\n");
    assert_int_equal(f.rc, WV_OK);
    assert_int_equal(f.table->count, 2);
    const wv_trigger *als = &f.table->triggers[0], *folder = &f.table->triggers[1];
    assert_int_equal(als->label, WV_LABEL_HYPOTHETICAL);
    assert_int_equal(als->reach, WV_REACH_SENTENCE);
    assert_int_equal(als->voices, 1u << WV_VOICE_P | 1u << WV_VOICE_T);
    assert_int_equal(als->mark, '?');
    assert_int_equal(als->least, 1);
    assert_int_equal(als->patterns[WV_TRIGGER_CUES].count, 2);
    assert_int_equal(als->patterns[WV_TRIGGER_EXCEPT].count, 1);
    assert_int_equal(als->patterns[WV_TRIGGER_STOPS].count, 1);
    assert_false(wv_trigger_is_wide(als));
    assert_true(wv_trigger_is_wide(folder));
    assert_int_equal(folder->least, 2);
    assert_int_equal(folder->voices, WV_VOICES_ALL);
    assert_int_equal(folder->titles.count, 1);
    assert_true(wv_str_is(folder->codes.items[0].s, "lesstof"));
    done(&f);
}

static void no_documents_make_an_empty_table(void **state)
{
    (void)state;
    fixture f;
    compile(&f, "");
    assert_int_equal(f.rc, WV_OK);
    assert_int_equal(f.table->count, 0);
    done(&f);
}

static void a_wrong_word_is_answered_with_the_right_one(void **state)
{
    (void)state;
    assert_refused("scope: negate\nname: a\ncues: [x]\nreach: clause\n",
                   "unknown scope 'negate' (did you mean 'negated'?)");
    assert_refused("scope: negated\nname: a\ncues: [x]\nreach: clauses\n",
                   "unknown reach 'clauses' (did you mean 'clause'?)");
    assert_refused("scope: negated\nname: a\ncues: [x]\nreach: clause\nexcepts: [y]\n",
                   "unknown key 'excepts' (did you mean 'except'?)");
    assert_refused("scope: negated\nname: a\ncues: [x]\nreach: clause\nwho: [Q]\n",
                   "unknown voice 'Q'");
}

static void what_a_trigger_needs_is_asked_for(void **state)
{
    (void)state;
    assert_refused("scope: negated\nname: a\nreach: clause\n", "needs `cues`");
    assert_refused("scope: negated\nname: a\ncues: [x]\n", "needs `reach`");
    assert_refused("scope: negated\ncues: [x]\nreach: clause\n", "needs `name`");
    assert_refused("scope: negated\nname: a\ncues: []\nreach: clause\n", "list of terms");
    assert_refused("scope: negated\nname: a\ncues: {x: y}\nreach: clause\n", "list of terms");
}

static void keys_that_do_not_fit_the_reach_are_refused(void **state)
{
    (void)state;
    assert_refused("scope: joke\nname: a\ncues: [x]\nreach: clause\nleast: 2\n", "`least` counts");
    assert_refused("scope: joke\nname: a\ncues: [x]\nreach: record\nleast: many\n", "from 1 to 9");
    assert_refused("scope: joke\nname: a\ncues: [x]\nreach: record\nstops: [y]\n", "`stops` works");
    assert_refused("scope: joke\nname: a\ncues: [x]\nreach: clause\ncode: [y]\n", "whole record");
    assert_refused("scope: joke\nname: a\ncues: [x]\nreach: clause\nmark: \";\"\n",
                   "`mark` must be");
}

static void two_triggers_of_one_name_are_refused_at_the_second(void **state)
{
    (void)state;
    assert_refused("scope: joke\nname: a\ncues: [x]\nreach: clause\n---\n"
                   "scope: past\nname: a\ncues: [y]\nreach: clause\n",
                   "scope/x.yaml:7:7: error");
}

static void many_errors_are_reported_in_one_run(void **state)
{
    (void)state;
    fixture f;
    compile(&f, "scope: x\nname: a\nreach: y\n---\nscope: joke\nname: b\n");
    assert_int_equal(f.rc, WV_E_PACK);
    assert_true(f.diags.errors >= 4);
    done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_trigger_is_read),
        cmocka_unit_test(no_documents_make_an_empty_table),
        cmocka_unit_test(a_wrong_word_is_answered_with_the_right_one),
        cmocka_unit_test(what_a_trigger_needs_is_asked_for),
        cmocka_unit_test(keys_that_do_not_fit_the_reach_are_refused),
        cmocka_unit_test(two_triggers_of_one_name_are_refused_at_the_second),
        cmocka_unit_test(many_errors_are_reported_in_one_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
