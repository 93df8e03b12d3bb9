/* SPDX-License-Identifier: EUPL-1.2 */
/* test_words.c: claims about sentences, words, readings and quotations. Sentences are joined by ' /
 * '. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "sentence_text.h"
#include "text/quotes.h"

static sentence_text g_text;

static void assert_sentences(const char *text, wv_words_style style, const char *expected)
{
    sentence_text_read(&g_text, text, style);
    wv_buf_clear(&g_text.line);
    for (uint32_t i = 0; i < g_text.words.sentence_count; i++) {
        wv_span s = g_text.words.sentences[i].span;
        if (i) wv_buf_text(&g_text.line, " / ");
        for (uint32_t b = s.start; b < s.end; b++)
            wv_buf_byte(&g_text.line, text[b] == '\n' ? '_' : text[b]);
    }
    wv_buf_byte(&g_text.line, '\0');
    assert_string_equal(g_text.line.p, expected);
}

static void abbreviations_and_initials_end_no_sentence(void **state)
{
    (void)state;
    assert_sentences("Op 3 mei sprak dhr. J. de Vries t.h.v. de kerk. Hij ging weg.",
                     WV_WORDS_PROSE,
                     "Op 3 mei sprak dhr. J. de Vries t.h.v. de kerk. / Hij ging weg.");
    assert_sentences("Hij had messen e.d. Daarna ging hij.", WV_WORDS_PROSE,
                     "Hij had messen e.d. / Daarna ging hij.");
    assert_sentences("De vdt. is weg.", WV_WORDS_PROSE, "De vdt. is weg.");
}

static void a_quoted_cry_does_not_end_the_sentence_around_it(void **state)
{
    (void)state;
    assert_sentences("\"Ga weg!\" riep hij. Ik ging.", WV_WORDS_PROSE,
                     "\"Ga weg!\" riep hij. / Ik ging.");
    assert_sentences("Hij riep: \"Ga weg!\" Ik ging.", WV_WORDS_PROSE,
                     "Hij riep: \"Ga weg!\" / Ik ging.");
}

static void an_ellipsis_ends_a_sentence_only_before_a_capital_or_line(void **state)
{
    (void)state;
    assert_sentences("Ik weet je te vinden... wacht maar", WV_WORDS_PROSE,
                     "Ik weet je te vinden... wacht maar");
    assert_sentences("Wacht maar... Ik kom.", WV_WORDS_PROSE, "Wacht maar... / Ik kom.");
}

static void the_emoji_after_a_mark_belong_to_that_sentence(void **state)
{
    (void)state;
    assert_sentences("Ik maak je dood. 😂😂 Kom maar.", WV_WORDS_CHAT,
                     "Ik maak je dood. 😂😂 / Kom maar.");
}

static void a_line_break_ends_a_chat_line_unless_it_goes_on(void **state)
{
    (void)state;
    assert_sentences("ik haat je\nik kom nu", WV_WORDS_CHAT, "ik haat je / ik kom nu");
    assert_sentences("ik kom naar de\nwinkel", WV_WORDS_CHAT, "ik kom naar de_winkel");
    assert_sentences("kom hier,\nnu", WV_WORDS_CHAT, "kom hier,_nu");
}

static void a_report_is_wrapped_and_its_headings_and_lists_stand_alone(void **state)
{
    (void)state;
    assert_sentences("Aangeefster verklaarde dat haar man haar die avond had\ngeslagen.",
                     WV_WORDS_PROSE,
                     "Aangeefster verklaarde dat haar man haar die avond had_geslagen.");
    assert_sentences("Verklaring aangeefster\nIk ben geslagen.", WV_WORDS_PROSE,
                     "Verklaring aangeefster / Ik ben geslagen.");
    assert_sentences("Letsel:\n- blauw oog\n- rode hals", WV_WORDS_PROSE,
                     "Letsel: / - blauw oog / - rode hals");
    assert_sentences("kop\n\nlopende tekst", WV_WORDS_PROSE, "kop / lopende tekst");
}

static void a_text_without_marks_is_cut_so_that_cost_stays_linear(void **state)
{
    (void)state;
    wv_buf b;
    wv_buf_init(&b);
    for (int i = 0; i < 5000; i++) wv_buf_text(&b, "ja hoor ");
    wv_buf_byte(&b, '\0');
    sentence_text_read(&g_text, b.p, WV_WORDS_CHAT);
    uint32_t words = 0;
    for (uint32_t i = 0; i < g_text.words.sentence_count; i++) {
        assert_true(g_text.words.sentences[i].word_count <= WV_SENTENCE_WORDS_MAX);
        assert_int_equal(g_text.words.sentences[i].first_word, words);
        words += g_text.words.sentences[i].word_count;
    }
    assert_int_equal(words, 10000);
    wv_buf_done(&b);
}

static void a_contraction_is_several_words_with_their_own_bytes(void **state)
{
    (void)state;
    sentence_text_read(&g_text, "Kga je vinden!", WV_WORDS_CHAT);
    const wv_word *w = g_text.words.words;
    assert_int_equal(g_text.words.count, 4);
    assert_true(w[0].start == 0 && w[0].end == 1 && w[1].start == 1 && w[1].end == 3);
    assert_true(wv_str_is(w[1].lex->folded, "ga"));
    assert_int_equal(g_text.words.sentences[0].mark, '!');
}

static void marks_stand_before_the_word_that_follows_them(void **state)
{
    (void)state;
    sentence_text_read(&g_text, "Nee, hij (de ex) zei: \"kom\" - nu?", WV_WORDS_PROSE);
    const wv_word *w = g_text.words.words;
    assert_int_equal(w[1].before, WV_BEFORE_COMMA);
    assert_int_equal(w[2].before, WV_BEFORE_PAREN);
    assert_int_equal(w[4].before, WV_BEFORE_PAREN);
    assert_int_equal(w[5].before, WV_BEFORE_COLON | WV_BEFORE_QUOTE);
    assert_int_equal(w[6].before, WV_BEFORE_QUOTE | WV_BEFORE_DASH);
    assert_int_equal(g_text.words.sentences[0].mark, '?');
}

static void a_cleared_memo_gives_the_same_words(void **state)
{
    (void)state;
    sentence_text_read(&g_text, "kzal je nooit vergeten", WV_WORDS_CHAT);
    uint32_t count = g_text.words.count;
    uint64_t gram = g_text.words.words[1].lex->gram;
    g_text.memo.words_max = 0;
    wv_lex_memo_trim(&g_text.memo);
    assert_int_equal(g_text.memo.count, 0);
    sentence_text_read(&g_text, "kzal je nooit vergeten", WV_WORDS_CHAT);
    assert_int_equal(g_text.words.count, count);
    assert_true(g_text.words.words[1].lex->gram == gram);
    g_text.memo.words_max = WV_LEX_WORDS_MAX;
}

static size_t g_left;
static void capitals_share_what_is_known_of_a_word(void **state)
{
    (void)state;
    sentence_text_read(&g_text, "bel BEL Bel", WV_WORDS_PROSE);
    assert_int_equal(g_text.words.count, 3);
    assert_ptr_equal(g_text.words.words[1].lex, g_text.words.words[0].lex);
    assert_ptr_equal(g_text.words.words[2].lex, g_text.words.words[0].lex);
    assert_int_equal(g_text.words.words[2].start, 8);
}

static void *failing(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (!new_bytes) return free(old), NULL;
    if (g_left == 0) return NULL;
    g_left--;
    return realloc(old, new_bytes);
}

static void each_allocation_may_fail_and_the_next_try_succeeds(void **state)
{
    (void)state;
    wv_str text = WV_STR("Kga je vinden, zei hij. Hij belt me \"elke nacht\" op!");
    wv_rc rc = WV_E_NOMEM;
    for (size_t left = 0; left < 100 && rc == WV_E_NOMEM; left++) {
        sentence_text s;
        wv_mem_set_hook(failing, NULL);
        sentence_text_init(&s, NULL, NULL);
        g_left = left;
        rc = wv_tokenise(text, &s.tokens);
        if (!rc)
            rc = wv_words_read(&s.words, text, &s.tokens, WV_WORDS_CHAT,
                               wv_lex_memo_source(&s.memo));
        g_left = 1000;
        if (rc) assert_int_equal(wv_tokenise(text, &s.tokens), WV_OK);
        if (rc)
            assert_int_equal(wv_words_read(&s.words, text, &s.tokens, WV_WORDS_CHAT,
                                           wv_lex_memo_source(&s.memo)),
                             WV_OK);
        sentence_text_done(&s);
        wv_mem_set_hook(NULL, NULL);
    }
    assert_int_equal(rc, WV_OK);
}

static void assert_quotes(const char *text, const char *expected)
{
    wv_quotes q;
    wv_quotes_init(&q);
    assert_int_equal(wv_tokenise(wv_str_of(text), &g_text.tokens), WV_OK);
    assert_int_equal(wv_quotes_find(wv_str_of(text), &g_text.tokens, &q), WV_OK);
    wv_buf_clear(&g_text.line);
    for (uint32_t i = 0; i < q.count; i++) {
        wv_buf_text(&g_text.line, q.items[i].forwarded ? ">" : q.items[i].open ? "~" : "[");
        wv_buf_add(&g_text.line, text + q.items[i].span.start,
                   q.items[i].span.end - q.items[i].span.start);
        wv_buf_byte(&g_text.line, ']');
        assert_ptr_equal(wv_quotes_at(&q, q.items[i].span.start), &q.items[i]);
    }
    assert_null(wv_quotes_at(&q, (uint32_t)strlen(text) + 5));
    wv_buf_byte(&g_text.line, '\0');
    assert_string_equal(g_text.line.p, expected);
    wv_quotes_done(&q);
}

static void quotations_of_every_hand_are_found(void **state)
{
    (void)state;
    assert_quotes("Hij zei: \"ik maak je dood\". En: „kom hier”.", "[ik maak je dood][kom hier]");
    assert_quotes("Zij zei ,,ga weg'' en ‘nu’ en 'meteen'.", "[ga weg][nu][meteen]");
    assert_quotes("'k zag m'n ex om 's avonds", "");
}

static void an_open_quote_runs_on_only_after_a_colon(void **state)
{
    (void)state;
    assert_quotes("Hij riep: \"kom hier. Nu.\n\nDaarna ging hij.", "~kom hier. Nu.]");
    assert_quotes("Een 27\" scherm en \"iets anders. Einde.", "");
}

static void forwarded_lines_are_somebody_elses(void **state)
{
    (void)state;
    assert_quotes("Kijk:\n> ik kom eraan\nbang", ">ik kom eraan]");
    assert_quotes("Doorgestuurd\nik weet waar je bent\n\nzie je?", ">ik weet waar je bent]");
    assert_quotes("Ik heb het doorgestuurd naar mijn zus.", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(abbreviations_and_initials_end_no_sentence),
        cmocka_unit_test(a_quoted_cry_does_not_end_the_sentence_around_it),
        cmocka_unit_test(an_ellipsis_ends_a_sentence_only_before_a_capital_or_line),
        cmocka_unit_test(the_emoji_after_a_mark_belong_to_that_sentence),
        cmocka_unit_test(a_line_break_ends_a_chat_line_unless_it_goes_on),
        cmocka_unit_test(a_report_is_wrapped_and_its_headings_and_lists_stand_alone),
        cmocka_unit_test(a_text_without_marks_is_cut_so_that_cost_stays_linear),
        cmocka_unit_test(a_contraction_is_several_words_with_their_own_bytes),
        cmocka_unit_test(marks_stand_before_the_word_that_follows_them),
        cmocka_unit_test(a_cleared_memo_gives_the_same_words),
        cmocka_unit_test(capitals_share_what_is_known_of_a_word),
        cmocka_unit_test(each_allocation_may_fail_and_the_next_try_succeeds),
        cmocka_unit_test(quotations_of_every_hand_are_found),
        cmocka_unit_test(an_open_quote_runs_on_only_after_a_colon),
        cmocka_unit_test(forwarded_lines_are_somebody_elses),
    };
    sentence_text_init(&g_text, NULL, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sentence_text_done(&g_text);
    return failed;
}
