/* SPDX-License-Identifier: EUPL-1.2 */
/* test_sepverbs.c: claims about separable verbs. A hit is written as pair:verb+particle, a joined
 * form as pair:verb. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "sentence_text.h"
#include "text/sepverbs.h"
#include "text/sepverbs_phrases.h"

static const char *const g_names[][2] = {
    {"op", "bellen"},     {"lastig", "vallen"}, {"op", "sluiten"}, {"achterna", "zitten"},
    {"af", "pakken"},     {"dicht", "knijpen"}, {"op", "wachten"}, {"vast", "houden"},
    {"weg", "lopen"},     {"op", "staan"},      {"af", "gaan"},    {"om", "brengen"},
    {"voor", "komen"},    {"uit", "maken"},     {"op", "halen"},   {"aan", "vallen"},
    {"in", "slagen"},     {"uit", "delen"},     {"door", "gaan"},  {"rond", "hangen"},
    {"dood", "schieten"}, {"op", "springen"},
};
enum { NAMES = sizeof g_names / sizeof *g_names };

static sentence_text g_text;
static wv_arena g_arena;
static wv_sepverbs *g_table;

static void fill(void *ctx, uint8_t kind, const wv_spellings *spellings, wv_lex *lex)
{
    (void)ctx, (void)kind, (void)spellings;
    lex->verbs = wv_sepverbs_lookup(g_table, lex);
}

static void add_word(const wv_word *w)
{
    wv_buf_add(&g_text.line, g_text.text + w->start, w->end - w->start);
}

static const char *hits_of(const char *text)
{
    wv_sepverb_hit hits[16];
    sentence_text_read(&g_text, text, WV_WORDS_PROSE);
    wv_buf_clear(&g_text.line);
    for (uint32_t i = 0; i < g_text.words.sentence_count; i++) {
        const wv_sentence *s = &g_text.words.sentences[i];
        const wv_word *words = g_text.words.words + s->first_word;
        uint32_t n = wv_sepverbs_find(g_table, words, s->word_count, hits, 16);
        for (uint32_t h = 0; h < n; h++) {
            if (g_text.line.n) wv_buf_byte(&g_text.line, ' ');
            wv_buf_format(&g_text.line, "%s%s:", g_names[hits[h].pair][0],
                          g_names[hits[h].pair][1]);
            add_word(&words[hits[h].verb]);
            if (hits[h].particle == WV_SEPVERB_JOINED) continue;
            wv_buf_byte(&g_text.line, hits[h].phrase ? '~' : '+');
            add_word(&words[hits[h].particle]);
        }
    }
    wv_buf_byte(&g_text.line, '\0');
    return g_text.line.p;
}

static void assert_hits(const char *text, const char *expected)
{
    assert_string_equal(hits_of(text), expected);
}

static void joined_forms_are_found_in_any_inflection(void **state)
{
    (void)state;
    assert_hits("Hij heeft mij lastiggevallen.", "lastigvallen:lastiggevallen");
    assert_hits("Ik zag dat hij mij lastigviel.", "lastigvallen:lastigviel");
    assert_hits("Hij wil mij opbellen.", "opbellen:opbellen");
    assert_hits("Hij heeft mij opgebeld.", "opbellen:opgebeld");
}

static void a_finite_verb_finds_its_particle_at_the_end_of_the_clause(void **state)
{
    (void)state;
    assert_hits("Hij viel mij de hele zomer op mijn werk en thuis lastig.",
                "lastigvallen:viel+lastig");
    assert_hits("Hij sloot mij om tien uur in de schuur op.", "opsluiten:sloot+op");
    assert_hits("Hij belt me elk uur op.", "opbellen:belt+op");
    assert_hits("Hij zat mij weer achterna.", "achternazitten:zat+achterna");
    assert_hits("Hij pakte mijn paspoort af.", "afpakken:pakte+af");
    assert_hits("Toen kneep hij mijn keel dicht.", "dichtknijpen:kneep+dicht");
}

static void te_and_clusters_part_the_verb_the_other_way_round(void **state)
{
    (void)state;
    assert_hits("Hij dreigde mij op te bellen.", "opbellen:bellen+op");
    assert_hits("Hij stond me op te wachten.", "opwachten:wachten+op");
    assert_hits("Ik weet niet of hij haar op heeft gebeld.", "opbellen:gebeld+op");
    assert_hits("Hij kwam de kinderen op komen halen.", "ophalen:halen+op");
}

static void a_particle_of_another_clause_is_left_alone(void **state)
{
    (void)state;
    assert_hits("Hij viel van de trap, ik vond het lastig om te helpen.", "");
    assert_hits("Hij sloot de deur en stond op.", "opstaan:stond+op");
    assert_hits("Hij pakte zijn jas en ging af op de deur.", "afgaan:ging+af");
}

static void a_preposition_with_its_noun_phrase_is_no_particle(void **state)
{
    (void)state;
    assert_hits("Hij belde op maandag.", "");
    assert_hits("Hij wachtte op de trap.", "");
    assert_hits("Hij belde op met een smoes.", "opbellen:belde+op");
    assert_hits("Hij slaagde er niet in.", "");
    assert_hits("Dat is de stoel waar hij op wachtte.", "");
}

static void a_noun_that_looks_like_the_verb_does_not_take_the_particle(void **state)
{
    (void)state;
    assert_hits("Daarvan maakte hij deel uit.", "uitmaken:maakte+uit");
    assert_hits("De aanval begon.", "");
}

static void om_te_is_the_conjunction_unless_an_object_stands_before_it(void **state)
{
    (void)state;
    assert_hits("Hij kwam om te brengen wat hij beloofde.", "");
    assert_hits("Hij dreigde haar om te brengen.", "ombrengen:brengen+om");
}

static void a_set_phrase_counts_and_says_so(void **state)
{
    (void)state;
    assert_hits("Hij heeft haar om het leven gebracht.", "ombrengen:gebracht~om");
    assert_hits("Hij dreigde haar om het leven te brengen.", "ombrengen:brengen~om");
}

static void an_inseparable_verb_of_the_same_letters_is_left_alone(void **state)
{
    (void)state;
    assert_hits("Hij probeert dat te voorkomen.", "");
    assert_hits("Zoiets is eerder voorgekomen.", "voorkomen:voorgekomen");
}

static void the_particle_may_stand_behind_an_embedded_clause(void **state)
{
    (void)state;
    assert_hits("Hij viel de vrouw, die daar woonde, lastig.", "lastigvallen:viel+lastig");
}

static size_t g_allocations;
static void *counting(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    g_allocations += new_bytes > 0;
    if (new_bytes) return realloc(old, new_bytes);
    free(old);
    return NULL;
}

static void a_warm_sentence_allocates_nothing(void **state)
{
    (void)state;
    const char *text = "Hij belt me elk uur op en viel mij gisteren lastig.";
    wv_sepverb_hit hits[8];
    sentence_text_read(&g_text, text, WV_WORDS_PROSE);
    wv_mem_set_hook(counting, NULL);
    g_allocations = 0;
    sentence_text_read(&g_text, text, WV_WORDS_PROSE);
    uint32_t n = wv_sepverbs_find(g_table, g_text.words.words, g_text.words.count, hits, 8);
    wv_mem_set_hook(NULL, NULL);
    assert_int_equal(n, 2);
    assert_int_equal(g_allocations, 0);
}

static size_t g_allocations_left;
static void *failing(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (!new_bytes) return free(old), NULL;
    if (g_allocations_left == 0) return NULL;
    g_allocations_left--;
    return realloc(old, new_bytes);
}

static void each_allocation_of_the_table_may_fail_without_a_leak(void **state)
{
    (void)state;
    wv_sepverb_pair pairs[3];
    for (int i = 0; i < 3; i++)
        pairs[i] = (wv_sepverb_pair){wv_str_of(g_names[i][0]), wv_str_of(g_names[i][1])};
    wv_rc rc = WV_E_NOMEM;
    for (size_t left = 0; left < 200 && rc == WV_E_NOMEM; left++) {
        wv_sepverbs *t = NULL;
        wv_arena arena;
        wv_arena_init(&arena);
        wv_mem_set_hook(failing, NULL);
        g_allocations_left = left;
        rc = wv_sepverbs_new(pairs, 3, &arena, &t);
        assert_true((rc == WV_OK) == (t != NULL));
        wv_arena_done(&arena);
        wv_mem_set_hook(NULL, NULL);
    }
    assert_int_equal(rc, WV_OK);
}

static void the_table_of_set_phrases_is_sorted(void **state)
{
    (void)state;
    assert_true(wv_sepverbs_phrases_sorted());
}

static void a_noun_like_particle_after_an_adverb_is_one(void **state)
{
    (void)state;
    assert_string_equal(hits_of("Vroeg of laat schiet ik jou gewoon dood."),
                        "doodschieten:schiet+dood");
    assert_string_equal(hits_of("Hij stierf een gewone dood."), "");
}

static void a_particle_before_a_preposition_is_one(void **state)
{
    (void)state;
    assert_string_equal(hits_of("Mijn ex-man hangt rond bij de opvang, al drie dagen."),
                        "rondhangen:hangt+rond");
}

static void an_ordinal_is_followed_by_a_noun(void **state)
{
    (void)state;
    assert_string_equal(hits_of("Na de eerste sprong was het lastig hem op zijn benen te houden."),
                        "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joined_forms_are_found_in_any_inflection),
        cmocka_unit_test(a_finite_verb_finds_its_particle_at_the_end_of_the_clause),
        cmocka_unit_test(te_and_clusters_part_the_verb_the_other_way_round),
        cmocka_unit_test(a_particle_of_another_clause_is_left_alone),
        cmocka_unit_test(a_preposition_with_its_noun_phrase_is_no_particle),
        cmocka_unit_test(a_noun_that_looks_like_the_verb_does_not_take_the_particle),
        cmocka_unit_test(om_te_is_the_conjunction_unless_an_object_stands_before_it),
        cmocka_unit_test(a_set_phrase_counts_and_says_so),
        cmocka_unit_test(an_inseparable_verb_of_the_same_letters_is_left_alone),
        cmocka_unit_test(the_particle_may_stand_behind_an_embedded_clause),
        cmocka_unit_test(a_warm_sentence_allocates_nothing),
        cmocka_unit_test(each_allocation_of_the_table_may_fail_without_a_leak),
        cmocka_unit_test(the_table_of_set_phrases_is_sorted),
        cmocka_unit_test(a_noun_like_particle_after_an_adverb_is_one),
        cmocka_unit_test(a_particle_before_a_preposition_is_one),
        cmocka_unit_test(an_ordinal_is_followed_by_a_noun),
    };
    wv_sepverb_pair pairs[NAMES];
    for (int i = 0; i < NAMES; i++)
        pairs[i] = (wv_sepverb_pair){wv_str_of(g_names[i][0]), wv_str_of(g_names[i][1])};
    if (wv_sepverbs_new(pairs, NAMES, &g_arena, &g_table)) return 1;
    sentence_text_init(&g_text, fill, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sentence_text_done(&g_text);
    wv_arena_done(&g_arena);
    return failed;
}
