/* SPDX-License-Identifier: EUPL-1.2 */
/* test_tokens.c: claims about the tokeniser. A case is a text and its tokens joined by '|'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/edges.h"
#include "text/tokens.h"
#include "text/tokens_shapes.h"

static void assert_tokens(const char *text, const char *expected)
{
    wv_tokens t;
    wv_buf b;
    wv_tokens_init(&t);
    wv_buf_init(&b);
    assert_int_equal(wv_tokenise(wv_str_of(text), &t), WV_OK);
    for (uint32_t i = 0; i < t.count; i++) {
        if (i) wv_buf_byte(&b, '|');
        wv_buf_add(&b, text + t.items[i].start, t.items[i].end - t.items[i].start);
    }
    wv_buf_byte(&b, '\0');
    assert_string_equal(b.p, expected);
    wv_buf_done(&b);
    wv_tokens_done(&t);
}

/* The first token of the text has this kind and these flags among its own. */
static void assert_first(const char *text, uint32_t bytes, wv_token_kind kind, unsigned flags)
{
    wv_tokens t;
    wv_tokens_init(&t);
    assert_int_equal(wv_tokenise(wv_str_of(text), &t), WV_OK);
    assert_true(t.count > 0);
    assert_int_equal(t.items[0].end - t.items[0].start, bytes);
    assert_int_equal(t.items[0].kind, kind);
    assert_int_equal(t.items[0].flags & flags, flags);
    wv_tokens_done(&t);
}

static void clitics_and_apostrophes_stay_with_their_word(void **state)
{
    (void)state;
    assert_tokens("'k zag 't in zo'n m'n foto's z'n", "'k|zag|'t|in|zo'n|m'n|foto's|z'n");
    assert_tokens("m’n z’n ’s avonds", "m’n|z’n|’s|avonds");
    assert_tokens("'kom hier'", "'|kom|hier|'");
    assert_tokens("'s-Gravenhage", "'s-Gravenhage");
}

static void hyphens_join_and_dashes_part(void **state)
{
    (void)state;
    assert_tokens("ex-vriend - ja – nee", "ex-vriend|-|ja|–|nee");
    assert_tokens("straat- en contactverbod", "straat|-|en|contactverbod");
}

static void abbreviations_keep_their_dots(void **state)
{
    (void)state;
    assert_tokens("t.h.v. de kerk o.a. dhr. Jansen, d.d. 3-2-2026",
                  "t.h.v.|de|kerk|o.a.|dhr.|Jansen|,|d.d.|3-2-2026");
    assert_tokens("max. 3 keer, tot max.", "max.|3|keer|,|tot|max|.");
    assert_true(wv_tokens_abbreviation(WV_STR("T.h.v.")));
    assert_false(wv_tokens_abbreviation(WV_STR("enz.")));
    assert_true(wv_tokens_abbreviation_closes(WV_STR("enz.")));
}

static void an_initial_is_told_from_a_pseudonym_that_ends_a_sentence(void **state)
{
    (void)state;
    assert_tokens("J. de Vries zag B. Jansen.", "J.|de|Vries|zag|B.|Jansen|.");
    assert_tokens("Hij belde A. Zij kwam.", "Hij|belde|A|.|Zij|kwam|.");
}

static void numbers_times_dates_amounts_and_phones_are_one_token(void **state)
{
    (void)state;
    assert_first("14:10 uur", 5, WV_TOKEN_TIME, 0);
    assert_first("3.30u", 5, WV_TOKEN_TIME, 0);
    assert_first("3.30 uur", 4, WV_TOKEN_TIME, 0);
    assert_first("22h", 3, WV_TOKEN_TIME, 0);
    assert_first("22u30", 5, WV_TOKEN_TIME, 0);
    assert_first("3.30 euro", 4, WV_TOKEN_NUMBER, 0);
    assert_first("3-2-2026", 8, WV_TOKEN_DATE, 0);
    assert_first("2026-02-03", 10, WV_TOKEN_DATE, 0);
    assert_first("€ 0,01 is", 8, WV_TOKEN_AMOUNT, 0);
    assert_first("1.000,50 euro", 8, WV_TOKEN_NUMBER, 0);
    assert_first("06-12345678", 11, WV_TOKEN_PHONE, 0);
    assert_first("+31 (0)6 12 34 56 78 1.000", 20, WV_TOKEN_PHONE, 0);
    assert_first("112", 3, WV_TOKEN_NUMBER, 0);
    assert_first("40x", 3, WV_TOKEN_NUMBER, 0);
    assert_first("16-jarige", 9, WV_TOKEN_WORD, 0);
}

static void masked_words_are_one_token_and_say_so(void **state)
{
    (void)state;
    assert_first("k*t", 3, WV_TOKEN_WORD, WV_TOKEN_MASKED);
    assert_first("m00rd", 5, WV_TOKEN_WORD, WV_TOKEN_MASKED);
    assert_first("d.o.o.d", 7, WV_TOKEN_WORD, WV_TOKEN_MASKED);
    assert_first("a$$", 3, WV_TOKEN_WORD, WV_TOKEN_MASKED);
    assert_first("h0er!", 4, WV_TOKEN_WORD, WV_TOKEN_MASKED);
    assert_tokens("*nee* dank", "*|nee|*|dank");
}

static void links_end_before_the_marks_of_the_sentence(void **state)
{
    (void)state;
    assert_tokens("(zie https://www.x.nl/a?b=1).", "(|zie|https://www.x.nl/a?b=1|)|.");
    assert_tokens("mail jan.de.vries@politie.nl, nu", "mail|jan.de.vries@politie.nl|,|nu");
    assert_tokens("op marktplaats.nl. Ik kom.wacht @piet",
                  "op|marktplaats.nl|.|Ik|kom|.|wacht|@piet");
}

static void an_emoji_with_all_it_carries_is_one_token(void **state)
{
    (void)state;
    assert_tokens("dood😂👮🏽‍♀️🇳🇱1️⃣⚰️",
                  "dood|😂|👮🏽‍♀️|🇳🇱|1️⃣|⚰️");
    assert_tokens("ik ga:) haha ;-) zie:p3 <3", "ik|ga|:)|haha|;-)|zie|:|p3|<3");
}

static void hidden_characters_stay_inside_the_word(void **state)
{
    (void)state;
    assert_tokens("ver\xE2\x80\x8B"
                  "moord \xE2\x80\x8B ja",
                  "ver\xE2\x80\x8B"
                  "moord|ja");
    assert_tokens("e\xCC\x81\xC3\xA9n", "e\xCC\x81\xC3\xA9n");
}

static void capitals_and_line_breaks_are_flagged(void **state)
{
    (void)state;
    assert_first("NOOIT meer", 5, WV_TOKEN_WORD, WV_TOKEN_UPPER | WV_TOKEN_CAPITAL);
    assert_first("Élise", 6, WV_TOKEN_WORD, WV_TOKEN_CAPITAL);
    wv_tokens t;
    wv_tokens_init(&t);
    assert_int_equal(wv_tokenise(WV_STR("a\r\nb\n\nc d"), &t), WV_OK);
    assert_int_equal(t.count, 4);
    assert_true(t.items[1].flags & WV_TOKEN_LINE);
    assert_false(t.items[1].flags & WV_TOKEN_PARAGRAPH);
    assert_true(t.items[2].flags & WV_TOKEN_PARAGRAPH);
    assert_false(t.items[3].flags & WV_TOKEN_LINE);
    wv_tokens_done(&t);
}

/* Every byte that is no white space and no joiner is in exactly one token, whatever the bytes are.
 */
static void tokens_cover_any_bytes_exactly_once(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",    "'", "-", ".", "@", "$", "*", " ",   "\n", "é",  "€",  "😂",       "\xE2",
        "\x80", "3", ":", "/", "+", ",", "(", "‍", "’",  "nl", "06", "http://", "\xF0\x9F"};
    wv_tokens t;
    wv_tokens_init(&t);
    uint64_t seed = 20260211;
    for (int round = 0; round < 3000; round++) {
        char text[160];
        uint32_t n = 0;
        for (int k = 0; k < 20; k++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            const char *piece = pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + n, piece, strlen(piece));
            n += (uint32_t)strlen(piece);
        }
        char *exact =
            wv_mem_new(n); /* no byte behind it, so that a reader of one too many is seen by asan */
        memcpy(exact, text, n);
        wv_str s = {exact, n};
        assert_int_equal(wv_tokenise(s, &t), WV_OK);
        uint32_t at = 0, bytes;
        for (uint32_t i = 0; i <= t.count; i++) {
            uint32_t to = i < t.count ? t.items[i].start : n;
            for (; at < to; at += bytes) {
                wv_edge edge = wv_edges_at(s, at, &bytes);
                assert_true(edge == WV_EDGE_SPACE || edge == WV_EDGE_LINE ||
                            edge == WV_EDGE_JOINER);
            }
            assert_int_equal(at, to);
            if (i < t.count) assert_true(t.items[i].end > t.items[i].start), at = t.items[i].end;
        }
        wv_mem_free(exact);
    }
    wv_tokens_done(&t);
}

static size_t allocations;
static void *counting(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    allocations += new_bytes > 0;
    if (new_bytes) return realloc(old, new_bytes);
    free(old);
    return NULL;
}

static void a_warm_tokeniser_allocates_nothing(void **state)
{
    (void)state;
    wv_tokens t;
    wv_tokens_init(&t);
    wv_str text = WV_STR("Hij belt me de hele nacht op, ook om 3.30u. Ik ben bang!");
    assert_int_equal(wv_tokenise(text, &t), WV_OK);
    wv_mem_set_hook(counting, NULL);
    allocations = 0;
    assert_int_equal(wv_tokenise(text, &t), WV_OK);
    wv_mem_set_hook(NULL, NULL);
    assert_int_equal(allocations, 0);
    wv_tokens_done(&t);
}

static void the_table_of_abbreviations_is_sorted(void **state)
{
    (void)state;
    assert_true(wv_tokens_dotted_sorted());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clitics_and_apostrophes_stay_with_their_word),
        cmocka_unit_test(hyphens_join_and_dashes_part),
        cmocka_unit_test(abbreviations_keep_their_dots),
        cmocka_unit_test(an_initial_is_told_from_a_pseudonym_that_ends_a_sentence),
        cmocka_unit_test(numbers_times_dates_amounts_and_phones_are_one_token),
        cmocka_unit_test(masked_words_are_one_token_and_say_so),
        cmocka_unit_test(links_end_before_the_marks_of_the_sentence),
        cmocka_unit_test(an_emoji_with_all_it_carries_is_one_token),
        cmocka_unit_test(hidden_characters_stay_inside_the_word),
        cmocka_unit_test(capitals_and_line_breaks_are_flagged),
        cmocka_unit_test(tokens_cover_any_bytes_exactly_once),
        cmocka_unit_test(a_warm_tokeniser_allocates_nothing),
        cmocka_unit_test(the_table_of_abbreviations_is_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
