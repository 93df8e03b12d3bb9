/* SPDX-License-Identifier: EUPL-1.2 */
/* test_inflect.c: claims of the generator, the analyser and the tables of Dutch inflection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "text/analyse.h"
#include "text/inflect.h"
#include "text/inflect_irregular.h"
#include "text/inflect_words.h"
#include "text/normalise.h"
#include "text/stem.h"

static const char *key_of(const char *word)
{
    static char keys[4][WV_KEY_BYTES_MAX + 1];
    static int turn;
    wv_analysis a[WV_ANALYSES_MAX];
    turn = (turn + 1) % 4;
    wv_analyse(wv_str_of(word), a);
    memcpy(keys[turn], a[0].key, sizeof keys[turn]);
    return keys[turn];
}

typedef struct wanted {
    const char *form;
    uint32_t feat;
    bool found;
} wanted;

static void look(void *ctx, wv_str form, unsigned pos, uint32_t feat)
{
    wanted *w = ctx;
    (void)pos;
    if (wv_str_is(form, w->form) && (feat & w->feat) == w->feat) w->found = true;
}

static bool generates(const char *lemma, unsigned pos, const char *form, uint32_t feat)
{
    wanted w = {form, feat, false};
    assert_int_equal(wv_inflect_generate(wv_str_of(lemma), pos, look, &w), WV_OK);
    return w.found;
}

static void strong_verbs_have_all_their_forms(void **state)
{
    (void)state;
    assert_true(generates("slaan", WV_POS_VERB, "sloeg", WV_FEAT_FIN | WV_FEAT_PAST | WV_FEAT_SG));
    assert_true(generates("slaan", WV_POS_VERB, "slaat", WV_FEAT_FIN));
    assert_true(generates("slaan", WV_POS_VERB, "sloegen", WV_FEAT_PAST | WV_FEAT_PL));
    assert_true(generates("slaan", WV_POS_VERB, "geslagen", WV_FEAT_PPART));
    assert_true(generates("nemen", WV_POS_VERB, "namen", WV_FEAT_PAST));
    assert_true(generates("sterven", WV_POS_VERB, "stierven", WV_FEAT_PAST));
    assert_true(generates("zijn", WV_POS_VERB, "waren", WV_FEAT_PAST));
    assert_true(generates("komen", WV_POS_VERB, "komt", WV_FEAT_FIN));
    assert_false(generates("komen", WV_POS_VERB, "koomt", 0));
}

static void weak_verbs_follow_the_rules_of_spelling(void **state)
{
    (void)state;
    assert_true(generates("stalken", WV_POS_VERB, "gestalkt", WV_FEAT_PPART));
    assert_true(generates("leven", WV_POS_VERB, "leefde", WV_FEAT_PAST));
    assert_true(generates("reizen", WV_POS_VERB, "gereisd", WV_FEAT_PPART));
    assert_true(generates("bellen", WV_POS_VERB, "belt", WV_FEAT_FIN));
    assert_true(generates("luisteren", WV_POS_VERB, "luistert", WV_FEAT_FIN));
    assert_true(generates("controleren", WV_POS_VERB, "controleert", WV_FEAT_FIN));
    assert_true(generates("appen", WV_POS_VERB, "geappt", WV_FEAT_PPART));
    assert_true(generates("volgen", WV_POS_VERB, "volgend", WV_FEAT_PRESP));
}

static void first_parts_decide_about_ge(void **state)
{
    (void)state;
    assert_true(generates("bedreigen", WV_POS_VERB, "bedreigd", WV_FEAT_PPART));
    assert_false(generates("bedreigen", WV_POS_VERB, "gebedreigd", 0));
    assert_true(generates("verslaan", WV_POS_VERB, "verslagen", WV_FEAT_PPART));
    assert_true(generates("op+bellen", WV_POS_VERB, "opgebeld", WV_FEAT_PPART | WV_FEAT_PARTICLE));
    assert_true(generates("opbellen", WV_POS_VERB, "opgebeld", WV_FEAT_PPART));
    assert_true(generates("opsluiten", WV_POS_VERB, "opsloot", WV_FEAT_PAST));
    assert_true(generates("lastigvallen", WV_POS_VERB, "lastiggevallen", WV_FEAT_PPART));
    assert_true(generates("achtervolgen", WV_POS_VERB, "achtervolgd", WV_FEAT_PPART));
    assert_true(generates("waarderen", WV_POS_VERB, "gewaardeerd", WV_FEAT_PPART));
    assert_true(generates("herbergen", WV_POS_VERB, "herbergde", WV_FEAT_PAST));
}

static void slips_are_forms_and_say_so(void **state)
{
    (void)state;
    assert_true(generates("gebeuren", WV_POS_VERB, "gebeurd", WV_FEAT_PPART));
    assert_true(generates("volgen", WV_POS_VERB, "gevolgt", WV_FEAT_SLIP));
    assert_true(generates("stalken", WV_POS_VERB, "gestalkd", WV_FEAT_SLIP));
    assert_true(generates("antwoorden", WV_POS_VERB, "antwoorde", WV_FEAT_SLIP));
    assert_string_equal(key_of("gestalkd"), key_of("stalken"));
    assert_string_equal(key_of("bedreigdt"), key_of("bedreigen"));
}

static void nouns_take_the_plurals_they_have(void **state)
{
    (void)state;
    assert_true(generates("kind", WV_POS_NOUN, "kinderen", WV_FEAT_PL));
    assert_true(generates("stad", WV_POS_NOUN, "steden", WV_FEAT_PL));
    assert_true(generates("mes", WV_POS_NOUN, "messen", WV_FEAT_PL));
    assert_true(generates("mes", WV_POS_NOUN, "mesje", WV_FEAT_DIM));
    assert_true(generates("foto", WV_POS_NOUN, "fotos", WV_FEAT_PL));
    assert_true(generates("foto", WV_POS_NOUN, "fotootje", WV_FEAT_DIM));
    assert_true(generates("pleegkind", WV_POS_NOUN, "pleegkinderen", WV_FEAT_PL));
    assert_true(generates("mogelijkheid", WV_POS_NOUN, "mogelijkheden", WV_FEAT_PL));
    assert_false(generates("kan", WV_POS_NOUN, "kans", 0));
    assert_false(generates("bron", WV_POS_NOUN, "brons", 0));
}

static void flemish_diminutives_are_forms_unless_they_are_words(void **state)
{
    (void)state;
    assert_true(generates("boek", WV_POS_NOUN, "boekskes", WV_FEAT_DIM | WV_FEAT_FLEMISH));
    assert_true(generates("schat", WV_POS_NOUN, "schatteke", WV_FEAT_DIM));
    assert_true(generates("dochter", WV_POS_NOUN, "dochterke", WV_FEAT_DIM));
    assert_false(generates("zie", WV_POS_NOUN, "zieke", 0));
    assert_false(generates("spraak", WV_POS_NOUN, "sprake", WV_FEAT_FLEMISH));
}

static void adjectives_have_degrees(void **state)
{
    (void)state;
    assert_true(generates("boos", WV_POS_ADJ, "boze", WV_FEAT_INFLECTED));
    assert_true(generates("groot", WV_POS_ADJ, "grotere", WV_FEAT_COMP));
    assert_true(generates("goed", WV_POS_ADJ, "beste", WV_FEAT_SUP));
    assert_true(generates("zwaar", WV_POS_ADJ, "zwaarder", WV_FEAT_COMP));
}

static void refuses_what_is_not_folded(void **state)
{
    (void)state;
    wanted w = {"x", 0, false};
    assert_int_equal(wv_inflect_generate(WV_STR("Bellen"), 0, look, &w), WV_E_USAGE);
    assert_int_equal(wv_inflect_generate(WV_STR(""), 0, look, &w), WV_E_USAGE);
    assert_int_equal(wv_inflect_generate(
                         WV_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                         0, look, &w),
                     WV_E_LIMIT);
}

typedef struct agreement {
    char key[WV_KEY_BYTES_MAX + 1];
    int forms, missing;
} agreement;

static void check_form(void *ctx, wv_str form, unsigned pos, uint32_t feat)
{
    agreement *g = ctx;
    wv_analysis a[WV_ANALYSES_MAX];
    int n = wv_analyse(form, a);
    (void)feat;
    g->forms++;
    for (int i = 0; i < n; i++)
        if (a[i].pos == pos && strcmp(a[i].key, g->key) == 0) return;
    g->missing++;
    if (g->missing <= 3) print_message("  no reading %s: %.*s\n", g->key, (int)form.n, form.p);
}

static void agree(const char *lemma, unsigned pos, agreement *total)
{
    agreement g = {{0}, 0, 0};
    wv_key_of(wv_str_of(lemma), pos, g.key);
    wv_inflect_generate(wv_str_of(lemma), pos, check_form, &g);
    total->forms += g.forms;
    total->missing += g.missing;
}

static void every_generated_form_names_its_lemma(void **state)
{
    (void)state;
    static const char *const verbs[] = {
#define V(inf, past, ppart) inf,
#define P(inf, form, feat)
#include "text/data/verbs_strong.inc"
#undef V
#undef P
        "bedreigen",   "stalken",     "bellen",       "opbellen",  "volgen",     "achtervolgen",
        "mishandelen", "vermoorden",  "lastigvallen", "opsluiten", "meenemen",   "controleren",
        "luisteren",   "verhuizen",   "dichtknijpen", "bespieden", "overvallen", "voorkomen",
        "doodslaan",   "uitschelden", "afpakken",     "weglopen",  "binnenkomen"};
    static const char *const nouns[] = {
#define N(singular, plurals, dim_stem) singular,
#include "text/data/nouns_irregular.inc"
#undef N
        "mes",        "hond",          "huis",      "brief", "foto",  "woning",
        "bedreiging", "contactverbod", "pleegkind", "auto",  "jurist"};
    static const char *const adjs[] = {"boos", "groot", "goed", "bang", "lief",
                                       "dood", "zwaar", "vies", "doof", "rustig"};
    agreement total = {{0}, 0, 0};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) agree(verbs[i], WV_POS_VERB, &total);
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++) agree(nouns[i], WV_POS_NOUN, &total);
    for (size_t i = 0; i < sizeof adjs / sizeof *adjs; i++) agree(adjs[i], WV_POS_ADJ, &total);
    print_message("  %d forms, %d without their lemma\n", total.forms, total.missing);
    assert_true(total.forms > 3900);
    assert_int_equal(total.missing, 0);
}

/* Pairs from a file: at most 2 % may be wrong. */
static void pairs_hold(const char *path, bool same)
{
    FILE *in = fopen(path, "r");
    char line[256];
    int count = 0, wrong = 0;
    assert_non_null(in);
    while (fgets(line, sizeof line, in)) {
        char *tab = strchr(line, '\t');
        if (line[0] == '#' || !tab) continue;
        *tab = '\0';
        tab[1 + strcspn(tab + 1, "\n")] = '\0';
        char a[64], b[64];
        wv_key(wv_str_of(line), a, sizeof a, NULL);
        wv_key(wv_str_of(tab + 1), b, sizeof b, NULL);
        count++;
        if ((strcmp(a, b) == 0) == same) continue;
        wrong++;
        print_message("  %s %s: %s %s\n", line, tab + 1, a, b);
    }
    fclose(in);
    assert_true(count >= 200);
    assert_true(wrong * 100 <= count * 2);
}

static void pairs_that_differ_stay_apart(void **state)
{
    (void)state;
    pairs_hold("tests/data/pairs_apart.tsv", false);
}

static void pairs_of_one_word_meet(void **state)
{
    (void)state;
    pairs_hold("tests/data/pairs_meet.tsv", true);
}

static void compounds_inflect_at_their_head(void **state)
{
    (void)state;
    assert_string_equal(key_of("gebiedsverbodje"), "gebiedsverbod");
    assert_string_equal(key_of("buurvrouwenhonden"), "buurvrouwenhond");
}

static void unknown_words_get_a_key_too(void **state)
{
    (void)state;
    assert_string_equal(key_of("ghostte"), key_of("ghosten"));
    assert_string_equal(key_of("qxz"), "qxz");
    wv_analysis a[WV_ANALYSES_MAX];
    assert_int_equal(wv_analyse(WV_STR("x"), a), 1);
    assert_string_equal(a[0].key, "x");
}

static void analysis_tells_the_form(void **state)
{
    (void)state;
    wv_analysis a[WV_ANALYSES_MAX];
    wv_analyse(WV_STR("opgebeld"), a);
    assert_string_equal(a[0].key, "opbel");
    assert_int_equal(a[0].pos, WV_POS_VERB);
    assert_true(a[0].feat & WV_FEAT_PPART);
    assert_true(a[0].feat & WV_FEAT_PARTICLE);
    wv_analyse(WV_STR("sloegen"), a);
    assert_true((a[0].feat & WV_FEAT_FIN) && (a[0].feat & WV_FEAT_PAST) &&
                (a[0].feat & WV_FEAT_PL));
}

static void tables_are_sorted(void **state)
{
    (void)state;
    static const char *const forms[] = {
#define H(form, key) form,
#include "text/data/homographs.inc"
#undef H
    };
    for (size_t i = 1; i < sizeof forms / sizeof *forms; i++)
        assert_true(strcmp(forms[i - 1], forms[i]) < 0);
}

static void the_word_list_is_in(void **state)
{
    (void)state;
    assert_true(wv_words_count() > 300000);
    assert_true(wv_words_has(WV_STR("contactverbod")) || wv_words_has(WV_STR("verbod")));
    assert_false(wv_words_has(WV_STR("qqvlgn")));
}

static void the_stemmer_is_the_one_we_know(void **state)
{
    (void)state;
    const char *word = NULL;
    assert_int_equal(wv_stem_selftest(&word), WV_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strong_verbs_have_all_their_forms),
        cmocka_unit_test(weak_verbs_follow_the_rules_of_spelling),
        cmocka_unit_test(first_parts_decide_about_ge),
        cmocka_unit_test(slips_are_forms_and_say_so),
        cmocka_unit_test(nouns_take_the_plurals_they_have),
        cmocka_unit_test(flemish_diminutives_are_forms_unless_they_are_words),
        cmocka_unit_test(adjectives_have_degrees),
        cmocka_unit_test(refuses_what_is_not_folded),
        cmocka_unit_test(every_generated_form_names_its_lemma),
        cmocka_unit_test(pairs_that_differ_stay_apart),
        cmocka_unit_test(pairs_of_one_word_meet),
        cmocka_unit_test(compounds_inflect_at_their_head),
        cmocka_unit_test(unknown_words_get_a_key_too),
        cmocka_unit_test(analysis_tells_the_form),
        cmocka_unit_test(tables_are_sorted),
        cmocka_unit_test(the_word_list_is_in),
        cmocka_unit_test(the_stemmer_is_the_one_we_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
