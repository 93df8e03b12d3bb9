/* SPDX-License-Identifier: EUPL-1.2 */
/* test_normalise.c: claims of the normaliser: what noisy words stand for, where they lie, and why.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/analyse.h"
#include "text/inflect_words.h"
#include "text/normalise.h"

/* The best candidate as "word word", with its reason. */
static void best_is(const char *raw, const char *words, wv_normal_why why)
{
    wv_normal c[WV_NORMALS_MAX];
    char got[256] = "";
    int n = wv_normalise(wv_str_of(raw), c), best = wv_normal_best(c, n);
    bool said = false;
    for (int i = 0; i < c[best].part_count; i++) {
        if (i) strcat(got, " ");
        strcat(got, c[best].parts[i].word);
    }
    for (int i = 0; i < c[best].why_count; i++) said |= c[best].why[i] == why;
    assert_string_equal(got, words);
    if (!said) print_message("  %s: reason missing\n", raw);
    assert_true(said);
}

static bool any_is(const char *raw, const char *word)
{
    wv_normal c[WV_NORMALS_MAX];
    int n = wv_normalise(wv_str_of(raw), c);
    for (int i = 0; i < n; i++)
        if (c[i].part_count == 1 && strcmp(c[i].parts[0].word, word) == 0) return true;
    return false;
}

static void the_plain_fold_is_always_first(void **state)
{
    (void)state;
    static const char *const raws[] = {"Dood",   "GWN",     "kga", "k*t", "één",
                                       "foto's", "NOOOOIT", "vd",  "xqz"};
    static const char *const folds[] = {"dood",  "gwn",     "kga", "k*t", "een",
                                        "fotos", "nooooit", "vd",  "xqz"};
    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
        wv_normal c[WV_NORMALS_MAX];
        assert_true(wv_normalise(wv_str_of(raws[i]), c) >= 1);
        assert_int_equal(c[0].part_count, 1);
        assert_string_equal(c[0].parts[0].word, folds[i]);
    }
}

static void accents_go_composed_or_not(void **state)
{
    (void)state;
    best_is("ge\xC3\xAFsoleerd", "geisoleerd", WV_WHY_ACCENT);
    best_is("gei\xCC\x88soleerd", "geisoleerd", WV_WHY_ACCENT);
    best_is("\xC3\xA9\xC3\xA9n", "een", WV_WHY_ACCENT);
    best_is("\xC4\xB3s", "ijs", WV_WHY_ACCENT);
}

static void hidden_and_look_alike_letters_are_seen_through(void **state)
{
    (void)state;
    best_is("do\xE2\x80\x8Bod", "dood", WV_WHY_HIDDEN);
    best_is("d\xD0\xBE\xD0\xBE"
            "d",
            "dood", WV_WHY_LOOKALIKE);
    best_is("m\xCE\xBF\xCE\xBFrd", "moord", WV_WHY_LOOKALIKE);
    best_is("\xEF\xBD\x84\xEF\xBD\x8F\xEF\xBD\x8F\xEF\xBD\x84", "dood", WV_WHY_LOOKALIKE);
}

static void elongation_is_squeezed_to_a_word(void **state)
{
    (void)state;
    best_is("NOOOOIT", "nooit", WV_WHY_ELONGATED);
    best_is("jijjjj", "jij", WV_WHY_ELONGATED);
    best_is("hoooeer", "hoer", WV_WHY_ELONGATED);
    best_is("vermooord", "vermoord", WV_WHY_ELONGATED);
    best_is("neeeee", "nee", WV_WHY_ELONGATED);
    best_is("jaaaa", "ja", WV_WHY_ELONGATED);
}

static void masks_are_lifted_when_one_word_fits(void **state)
{
    (void)state;
    best_is("k*t", "kut", WV_WHY_MASKED);
    best_is("h0er", "hoer", WV_WHY_MASKED);
    best_is("m00rd", "moord", WV_WHY_MASKED);
    best_is("d.o.o.d", "dood", WV_WHY_MASKED);
    best_is("verkr*cht", "verkracht", WV_WHY_MASKED);
    best_is("xx*xx", "xx*xx", WV_WHY_FOLD);
}

static void short_forms_are_spelt_out(void **state)
{
    (void)state;
    best_is("gwn", "gewoon", WV_WHY_CHAT);
    best_is("idd", "inderdaad", WV_WHY_CHAT);
    best_is("nie", "niet", WV_WHY_FLEMISH);
    best_is("w8", "wacht", WV_WHY_CHAT);
    best_is("z'n", "zijn", WV_WHY_CHAT);
    best_is("z\xE2\x80\x99n", "zijn", WV_WHY_CHAT);
    best_is("aangfst", "aangeefster", WV_WHY_POLICE);
    best_is("t.h.v.", "ter hoogte van", WV_WHY_POLICE);
    best_is("vuwa", "vuurwapen", WV_WHY_POLICE);
    assert_true(any_is("vd", "verdachte"));
}

static void contractions_have_parts_with_their_own_spans(void **state)
{
    (void)state;
    wv_normal used;
    char key[64];
    best_is("kga", "ik ga", WV_WHY_CONTRACTION);
    best_is("komje", "kom je", WV_WHY_CONTRACTION);
    wv_key(WV_STR("kzalje"), key, sizeof key, &used);
    assert_int_equal(used.part_count, 3);
    assert_int_equal(used.parts[1].start, 1);
    assert_int_equal(used.parts[1].end, 4);
    assert_int_equal(used.parts[2].start, 4);
    assert_int_equal(used.parts[2].end, 6);
    best_is("klaag", "klaag", WV_WHY_FOLD);
    best_is("bloemetje", "bloemetje", WV_WHY_FOLD);
}

static void misspelt_words_become_the_listed_one(void **state)
{
    (void)state;
    best_is("pannekoek", "pannenkoek", WV_WHY_SPELLING);
    best_is("onmiddelijk", "onmiddellijk", WV_WHY_SPELLING);
    best_is("verkragten", "verkrachten", WV_WHY_SPELLING);
    best_is("bedrijging", "bedreiging", WV_WHY_SPELLING);
}

static void y_for_ij_is_read_in_words_of_any_length(void **state)
{
    (void)state;
    best_is("Hy", "hij", WV_WHY_SPELLING);
    best_is("myn", "mijn", WV_WHY_SPELLING);
    best_is("schryft", "schrijft", WV_WHY_SPELLING); /* and not schrift */
    best_is("tydelyk", "tijdelijk", WV_WHY_SPELLING); /* twice in one word */
    best_is("gedragsaanwyzing", "gedragsaanwijzing", WV_WHY_SPELLING);
    best_is("baby", "baby", WV_WHY_FOLD);
    best_is("sexy", "sexy", WV_WHY_FOLD);
    best_is("kontakt", "contact", WV_WHY_CHAT);
    assert_true(any_is("gij", "jij"));
    assert_true(any_is("my", "my"));
}

static void short_words_get_no_edit_distance(void **state)
{
    (void)state;
    static const char *const words[] = {"mes",  "mee", "meisje", "dood",  "rood",
                                        "nood", "val", "van",    "slaan", "staan"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        wv_normal c[WV_NORMALS_MAX];
        assert_int_equal(wv_normalise(wv_str_of(words[i]), c), 1);
    }
    best_is("mez", "mez", WV_WHY_FOLD);
}

static void one_edit_is_for_long_listed_words(void **state)
{
    (void)state;
    assert_true(wv_typo_near(WV_STR("contactvebod"), WV_STR("contactverbod")));
    assert_true(wv_typo_near(WV_STR("contactverbdo"), WV_STR("contactverbod")));
    assert_true(wv_typo_near(WV_STR("contaktverbod"), WV_STR("contactverbod")));
    assert_true(wv_typo_near(WV_STR("zelfmoordd"), WV_STR("zelfmoord")));
    assert_false(wv_typo_near(WV_STR("contractverbodd"), WV_STR("contactverbod")));
    assert_false(wv_typo_near(WV_STR("paspoot"), WV_STR("paspoort")));
    assert_false(wv_typo_near(WV_STR("conxactxerbod"), WV_STR("contactverbod")));
}

static void long_and_broken_input_is_harmless(void **state)
{
    (void)state;
    char raw[5000], key[16];
    wv_normal c[WV_NORMALS_MAX];
    memset(raw, 'a', sizeof raw);
    assert_true(wv_normalise((wv_str){raw, sizeof raw}, c) >= 1);
    assert_true(c[0].parts[0].bytes <= WV_NORMAL_WORD_BYTES_MAX);
    assert_true(wv_normalise(WV_STR("\xFF\xFE\xC3"), c) >= 1);
    assert_true(wv_normalise(WV_STR(""), c) >= 1);
    assert_true(wv_normalise(WV_STR("'''"), c) >= 1);
    assert_true(wv_key(WV_STR("mishandelingen"), key, sizeof key, NULL) < sizeof key);
    assert_int_equal(wv_key(WV_STR("dood"), key, 0, NULL), 0);
}

/* Every string of up to three bytes, and many longer ones made by a fixed rule: nothing is read or
 * written outside. */
static void any_bytes_give_spans_inside_the_word(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u;
    for (int round = 0; round < 20000; round++) {
        char raw[40];
        uint32_t n = 0;
        for (; n < 1 + (uint32_t)(round % 39); n++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            raw[n] = x & 0x700 ? "aeiktdnbgs*0.'-"[(x >> 20) % 15] : (char)(x >> 32);
        }
        wv_normal c[WV_NORMALS_MAX];
        int count = wv_normalise((wv_str){raw, n}, c);
        for (int i = 0; i < count; i++)
            for (int k = 0; k < c[i].part_count; k++) {
                assert_true(c[i].parts[k].start <= c[i].parts[k].end);
                assert_true(c[i].parts[k].end <= n);
            }
    }
}

static void tables_are_sorted(void **state)
{
    (void)state;
    static const char *const forms[] = {
#define W(form, words, why) form,
#include "text/data/short_forms.inc"
#undef W
    };
    for (size_t i = 1; i < sizeof forms / sizeof *forms; i++)
        assert_true(strcmp(forms[i - 1], forms[i]) <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plain_fold_is_always_first),
        cmocka_unit_test(accents_go_composed_or_not),
        cmocka_unit_test(hidden_and_look_alike_letters_are_seen_through),
        cmocka_unit_test(elongation_is_squeezed_to_a_word),
        cmocka_unit_test(masks_are_lifted_when_one_word_fits),
        cmocka_unit_test(short_forms_are_spelt_out),
        cmocka_unit_test(contractions_have_parts_with_their_own_spans),
        cmocka_unit_test(misspelt_words_become_the_listed_one),
        cmocka_unit_test(y_for_ij_is_read_in_words_of_any_length),
        cmocka_unit_test(short_words_get_no_edit_distance),
        cmocka_unit_test(one_edit_is_for_long_listed_words),
        cmocka_unit_test(long_and_broken_input_is_harmless),
        cmocka_unit_test(any_bytes_give_spans_inside_the_word),
        cmocka_unit_test(tables_are_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
