/* SPDX-License-Identifier: EUPL-1.2 */
/* test_freeze.c: what freezing makes of patterns: shared classes, rare anchors, refusals; and what
 * every word then is in. */
#include "oracle/made_pack.h"

#include "pack/wordbook.h"
#include "text/analyse.h"
#include "text/gram.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static wv_frozen *one_rule(const char *pattern)
{
    return made_pack(&(const made_rule){.name = "r", .patterns = {pattern}}, 1);
}

/* The complaint about one pattern. */
static void assert_refused(const char *pattern, const char *said)
{
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    wv_rc rc = wv_pack_freeze(made_ast(&(const made_rule){.name = "r", .patterns = {pattern}}, 1),
                              &pack, &diags, &err);
    assert_int_equal(rc, WV_E_PACK);
    assert_null(pack);
    assert_true(diags.count > 0);
    if (!memmem(diags.items[0].message.p, diags.items[0].message.n, said, strlen(said)))
        fail_msg("%s: %.*s", pattern, (int)diags.items[0].message.n, diags.items[0].message.p);
    wv_diags_done(&diags);
}

static void what_can_never_work_is_refused(void **state)
{
    (void)state;
    assert_refused("<dieren>", "did you mean 'dier'?");
    assert_refused("(kat? & hond?)", "a group that may be nothing");
    assert_refused("(kat? | hond)", "an alternative that may be nothing");
    assert_refused("kat?", "a pattern that may be nothing");
    assert_refused("_verbod", "no compound part '_verbod' is defined");
    assert_refused("stalking_", "no compound part 'stalking_' is defined");
}

static void a_list_that_refers_to_itself_is_refused_and_ends(void **state)
{
    static const char *const TERMS[] = {"kat", "<a>", "<b> <a>", NULL}, *const BACK[] = {"<a>",
                                                                                         "hond <b>",
                                                                                         NULL};
    (void)state;
    wv_pack_ast *ast = made_ast(&(const made_rule){.name = "r", .patterns = {"<a> kat"}}, 1);
    wv_list_ast *lists = (wv_list_ast *)(uintptr_t)ast->lists;
    lists[0] = (wv_list_ast){made_lit("a"), made_lits(&ast->arena, TERMS)};
    lists[1] = (wv_list_ast){made_lit("b"), made_lits(&ast->arena, BACK)};
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_diags_init(&diags);
    assert_int_equal(wv_pack_freeze(ast, &pack, &diags, NULL), WV_E_PACK);
    assert_int_equal(diags.items[0].code, 64);
    wv_diags_done(&diags);
}

static void equal_words_share_a_class(void **state)
{
    const made_rule rules[] = {
        {.name = "a", .patterns = {"(kat | hond)", "(hond | kat)", "(kat|hond|kat)"}},
        {.name = "b", .patterns = {"(kat | hond) boom"}}};
    (void)state;
    wv_frozen *pack = made_pack(rules, 2);
    const wv_matcher *m = pack->matcher;
    assert_int_equal(m->pattern_count, 4);
    for (uint32_t p = 1; p < 3; p++)
        assert_int_equal(m->patterns[p].ops[0].classes[0], m->patterns[0].ops[0].classes[0]);
    assert_int_equal(m->patterns[3].ops[1].classes[0], m->patterns[0].ops[0].classes[0]);
    wv_frozen_free(pack);
}

/* Does the rarest class of one of the pattern's gates hold this word? */
static bool anchors_on(const wv_frozen *pack, const char *word)
{
    wv_scratch *s = NULL;
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    const wv_lex_entry *e = wv_lex_memo_get(&s->memo, wv_str_of(word), WV_TOKEN_WORD, 0);
    const wv_set *set = &s->sets[e->readings[0].parts[0].lex->set];
    bool found = false;
    for (uint32_t k = 0; k < set->count; k++)
        for (uint32_t g = 0; g < pack->matcher->patterns[0].gate_count; g++)
            found |= set->classes[k] == pack->matcher->patterns[0].needs[g][0];
    wv_scratch_free(s);
    return found;
}

static void a_gate_is_anchored_on_its_rarest_word(void **state)
{
    static const char *const CASES[][2] = {
        {"(ik & gaan & wurgen)", "wurgt"},         {"van de wurgpaal", "wurgpaal"},
        {"niet .. wurgen? .. schuur", "schuur"},   {"(hij | zij) wurgen", "gewurgd"},
        {"(<target> & <neg> & wurgen)", "wurgde"}, {"ik .. (wurgen de | (keel & de))", "keel"},
        {"ik .. (wurgen de | (keel & de))", "wurgen"}, {"op+bellen", "opbelde"},
        {"op+bellen", "belt"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        wv_frozen *pack = one_rule(CASES[i][0]);
        assert_non_null(pack);
        if (!anchors_on(pack, CASES[i][1]))
            fail_msg("%s is not anchored on %s", CASES[i][0], CASES[i][1]);
        wv_frozen_free(pack);
    }
}

/* Every form that the generator lists is in its class, by the way a text's word goes. */
static void every_written_form_is_in_its_class(void **state)
{
    static const char *const WORDS[] = {"slaan:v", "bedreigen", "kind",    "stad",      "wapen",
                                        "bang",    "liegen",    "contact", "vermoorden"};
    (void)state;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        wv_frozen *pack = one_rule(WORDS[i]);
        const wv_matcher *m = pack->matcher;
        uint32_t class_id = m->patterns[0].ops[0].classes[0], lexemes[WV_WORD_LEXEMES_MAX],
                 classes[64];
        assert_true(m->book->listed.count > 1);
        for (uint32_t k = 0; k < m->book->listed.count; k++) {
            wv_analysis a[WV_ANALYSES_MAX];
            wv_str form = m->book->listed.entries[k].key;
            uint32_t n = (uint32_t)wv_analyse(form, a);
            n = wv_wordbook_lexemes(m->book, form, WV_TOKEN_WORD, wv_gram_of(form, a, (int)n), a, n,
                                    lexemes);
            n = wv_matcher_classes(m, lexemes, n, classes);
            assert_true(n >= 1 && classes[0] == class_id);
        }
        wv_frozen_free(pack);
    }
}

static void compounds_and_slips_are_found_from_closed_lists_only(void **state)
{
    static const char *const FIRSTS[] = {"contact", "gebied", NULL}, *const TYPOS[] = {
                                                                         "contactverbod", NULL};
    static const struct {
        const char *text;
        bool found;
    } CASES[] = {{"Hij overtrad het contactverbod.", true},
                 {"Er zijn contactverboden.", true},
                 {"Het gebiedsverbod geldt.", true},
                 {"een contact verbod", true},
                 {"het contactvebrod", true},
                 {"het rookverbod", false},
                 {"het gebod", false},
                 {"de contactlens", false}};
    (void)state;
    wv_pack_ast *ast = made_ast(&(const made_rule){.name = "r", .patterns = {"_verbod"}}, 1);
    wv_compound_ast *compound = wv_arena_alloc(&ast->arena, sizeof *compound);
    *compound = (wv_compound_ast){made_lit("verbod"), true, made_lits(&ast->arena, FIRSTS)};
    ast->compounds = compound, ast->compound_count = 1;
    ast->typo_words = made_lits(&ast->arena, TYPOS);
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_diags_init(&diags);
    assert_int_equal(wv_pack_freeze(ast, &pack, &diags, NULL), WV_OK);
    wv_scratch *s = NULL;
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        if ((made_scan(s, CASES[i].text, WV_KIND_REPORT).count > 0) != CASES[i].found)
            fail_msg("%s", CASES[i].text);
    wv_scratch_free(s);
    wv_frozen_free(pack);
    wv_diags_done(&diags);
}

/* Every allocation of freezing fails once: always an error code, never a crash or a leak (under
 * ASan). */
static uint64_t g_left = UINT64_MAX;

static void *failing_resize(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (!new_bytes) {
        free(old);
        return NULL;
    }
    if (g_left != UINT64_MAX && g_left-- == 0) {
        g_left = 0;
        return NULL;
    }
    return realloc(old, new_bytes);
}

static void out_of_memory_anywhere_is_an_error_code(void **state)
{
    const made_rule rule = {.name = "r",
                            .patterns = {"(<target> & op+bellen & (kat | rode vis))"},
                            .filters = {"<num>"}};
    (void)state;
    uint32_t failures = 0;
    for (uint64_t n = 0; n < 100000; n++) {
        wv_frozen *pack = NULL;
        wv_diags diags;
        wv_diags_init(&diags);
        g_left = UINT64_MAX;
        wv_pack_ast *ast = made_ast(&rule, 1);
        g_left = n;
        wv_rc rc = wv_pack_freeze(ast, &pack, &diags, NULL);
        g_left = UINT64_MAX;
        wv_frozen_free(pack);
        wv_diags_done(&diags);
        if (rc == WV_OK) break;
        assert_int_equal(rc, WV_E_NOMEM);
        failures++;
    }
    assert_true(failures > 50 && failures < 100000);
}

int main(void)
{
    wv_mem_set_hook(failing_resize, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_never_work_is_refused),
        cmocka_unit_test(a_list_that_refers_to_itself_is_refused_and_ends),
        cmocka_unit_test(equal_words_share_a_class),
        cmocka_unit_test(a_gate_is_anchored_on_its_rarest_word),
        cmocka_unit_test(every_written_form_is_in_its_class),
        cmocka_unit_test(compounds_and_slips_are_found_from_closed_lists_only),
        cmocka_unit_test(out_of_memory_anywhere_is_an_error_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
