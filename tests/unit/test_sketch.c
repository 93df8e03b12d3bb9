/* SPDX-License-Identifier: EUPL-1.2 */
/* test_sketch.c: a sketch may say yes where nothing matches, never no where something does: with it
 * and without it the same is found, in texts made to mislead it. And it says no where order or
 * distance forbid. */
#include "oracle/made_pack.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint64_t g_random = 7;

static uint32_t below(uint32_t n)
{
    g_random = g_random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(g_random >> 33) % n;
}

/* Split verbs, contractions, two words in a piece, numbers of several pieces, quotations, dashes. */
static const char *const WORDS[] = {
    "ik", "jij", "dan", "eerst", "hij", "belt", "op", "bellen", "opbelt", "mij", "kga", "kga",
    "dood", "maak", "maken", "€", "50", "06", "12345678", "-", "(0)6", "3.30", "uur", "5",
    "ex-vrouw", "foto's", "keel", "dicht", "kneep", "dichtkneep", "niet", "ik/hij", "weg,",
    "maar", "\"ik", "maak", "je", "dood\"", "hij:", "m'n", "zus", "B.", "en", "ik\xC2\xA0ga",
    "een", "twee", ":-)", "d.o.o.d", "of", "waar", "mee", "ermee"};

static wv_str made_text(char *room, size_t capacity)
{
    size_t n = 0;
    for (uint32_t words = 1 + below(below(20) ? 24 : 90); words; words--)
        n += (size_t)snprintf(room + n, capacity - n, "%s%s",
                              WORDS[below(sizeof WORDS / sizeof *WORDS)],
                              below(9) ? " " : below(2) ? ". Hij " : "\n");
    return (wv_str){room, (uint32_t)n};
}

static const made_rule RULES[] = {
    {.name = "order", .patterns = {"((=eerst | =dan) ...3 (=jij | =ik) ...3 (=dan | dood))"}},
    {.name = "next", .patterns = {"=maak =je dood", "(ik gaan)", "(=m'n zus)", "(<num> uur)"}},
    {.name = "gap", .patterns = {"(hij ..2 op+bellen ..2 mij)", "(=06 ..1 uur)", "(een ... twee)"}},
    {.name = "split", .patterns = {"(op+bellen .. (mij | ik))", "((mij | ik) .. op+bellen)"}},
    {.name = "all",
     .patterns = {"(keel & dicht+knijpen)", "(ik & (hij ..1 (bellen | gaan)) & mij)~9"}},
    {.name = "floor", .patterns = {"((op & (=mij | (=ik ..1 =niet))) ..1 =hij)"}},
    {.name = "maybe", .patterns = {"(ik ..1 =niet? ..1 (dood maken? | bellen ..1 op?))"}},
    {.name = "number",
     .patterns = {"(<amount> ..1 (hij | ik))", "(hij <num>)", "(<time> .. <num>)"}},
    {.name = "pair", .patterns = {"(eerst ..2 ik)"}, .filters = {"(hij ..1 bellen)"},
     .condition = "a and filter_b", .unit = WV_UNIT_TWO_SENTENCES},
    {.name = "whole", .patterns = {"(een ..3 twee)"}, .filters = {"(ik ..1 gaan)"},
     .condition = "a and filter_b", .unit = WV_UNIT_RECORD},
    {.name = "both", .patterns = {"(ik .. dood)"}, .filters = {"(=dan .. hij)"},
     .condition = "a and filter_b"}};

static void with_a_sketch_and_without_the_same_is_found(void **state)
{
    wv_scratch *s = NULL;
    wv_buf some, every;
    wv_frozen *pack = made_pack(RULES, sizeof RULES / sizeof *RULES);
    uint32_t found = 0;
    (void)state;
    assert_non_null(pack);
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    wv_buf_init(&some), wv_buf_init(&every);
    for (uint32_t round = 0; round < 40000; round++) {
        char room[4000];
        wv_str text = made_text(room, sizeof room);
        wv_str a = made_findings(s, pack, text, false, &some);
        wv_str b = made_findings(s, pack, text, true, &every);
        if (!wv_str_eq(a, b)) fail_msg("something is missed in: %.*s", (int)text.n, text.p);
        found += a.n > 0;
    }
    assert_true(found > 4000 && found < 36000);
    wv_buf_done(&some), wv_buf_done(&every);
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

static uint64_t looked_at(wv_scratch *s, const char *text)
{
    wv_record record = {.kind = WV_KIND_REPORT, .text = wv_str_of(text)};
    wv_findings found;
    uint64_t before = s->work.lattices;
    assert_int_equal(wv_scan_record(s, &record, &found, NULL), WV_OK);
    return s->work.lattices - before;
}

/* "Het is beter dan ik dacht" has every class of "eerst jij, dan ik" and "dan ik, dan dood". */
static void order_and_distance_keep_a_record_from_pass_2(void **state)
{
    wv_scratch *s = NULL;
    wv_frozen *pack = made_pack(RULES, 1);
    (void)state;
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    assert_int_equal(looked_at(s, "Eerst jij en dan ben ik dood."), 1);
    assert_int_equal(looked_at(s, "Het is dood, beter dan ik dacht."), 0);
    assert_int_equal(looked_at(s, "Eerst een lange dag later kwam jij pas dood thuis."), 0);
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

/* After two thousand million sentences their numbers begin again; what is known of an earlier one with
 * the same number is not known of this one. */
static void numbers_that_begin_again_hide_nothing(void **state)
{
    wv_scratch *s = NULL;
    wv_frozen *pack = made_pack(RULES, 1);
    (void)state;
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    assert_int_equal(looked_at(s, "Eerst een lange dag later kwam jij pas dood thuis."), 0);
    s->tried_base = UINT32_MAX / 2;
    assert_int_equal(looked_at(s, "Eerst jij en dood."), 1);
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_a_sketch_and_without_the_same_is_found),
        cmocka_unit_test(order_and_distance_keep_a_record_from_pass_2),
        cmocka_unit_test(numbers_that_begin_again_hide_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
