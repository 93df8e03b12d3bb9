/* SPDX-License-Identifier: EUPL-1.2 */
/* test_match_oracle.c: the fast matcher finds exactly what the plain one finds, whatever the
 * anchors.
 *
 * Random patterns over a small vocabulary, random sentences over the same words. WV_ORACLE_PAIRS=N
 * for more pairs than the 100,000 of `make check`; WV_ORACLE_SEED=N for others. */
#include "oracle/plain_match.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { RULES = 250, TEXT_BYTES = 512, PAIRS = 100000 };

static uint64_t g_random = 1;

static uint32_t below(uint32_t n)
{
    g_random = g_random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(g_random >> 33) % n;
}

/* ---- random patterns ---- */

static void random_seq(wv_buf *b, int depth);

static void random_atom(wv_buf *b)
{
    static const char *const ATOMS[] = {"=kat",
                                        "hond",
                                        "=muis",
                                        "lopen",
                                        "=je",
                                        "=mij",
                                        "<dier>",
                                        "<plek>",
                                        "<target>",
                                        "=rode",
                                        "=op",
                                        "=straat",
                                        "=hij",
                                        "huis",
                                        "=en",
                                        "=haar",
                                        "(kat | =vis)",
                                        "=omdat",
                                        "(=je | rode vis)"};
    wv_buf_text(b, ATOMS[below(sizeof ATOMS / sizeof *ATOMS)]);
}

static void random_group(wv_buf *b, int depth)
{
    bool all = below(2);
    uint32_t n = 2 + below(2);
    wv_buf_byte(b, '(');
    for (uint32_t i = 0; i < n; i++) {
        if (i) wv_buf_text(b, all ? " & " : " | ");
        if (all || below(2))
            random_seq(b, depth - 1);
        else
            random_atom(b);
    }
    wv_buf_byte(b, ')');
    if (all && below(3) == 0) wv_buf_format(b, "~%u", 2 + below(6));
}

static void random_item(wv_buf *b, int depth, bool may_lack)
{
    if (depth > 0 && below(3) == 0)
        random_group(b, depth);
    else
        random_atom(b);
    if (may_lack && below(5) == 0) wv_buf_byte(b, '?');
}

static void random_seq(wv_buf *b, int depth)
{
    static const char *const JOINTS[] = {" ", " ", " .. ", " ... ", " ..1 ", " ..3 ", " ...2 "};
    uint32_t n = 1 + below(3), whole = below(n);
    for (uint32_t i = 0; i < n; i++) {
        if (i) wv_buf_text(b, JOINTS[below(sizeof JOINTS / sizeof *JOINTS)]);
        random_item(b, depth, n > 1 && i != whole);
    }
}

static char *random_pattern(wv_arena *arena)
{
    wv_buf b;
    wv_buf_init(&b);
    random_seq(&b, 2);
    wv_str s = wv_arena_str(arena, (wv_str){b.p, (uint32_t)b.n});
    wv_buf_done(&b);
    return (char *)(uintptr_t)s.p;
}

/* ---- random sentences ---- */

static void random_text(char *out)
{
    static const char *const WORDS[] = {
        "kat",  "katten", "hond", "muis",  "loopt", "liep",        "je",
        "mij",  "haar",   "rode", "vis",   "op",    "straat",      "hij",
        "huis", "huizen", "en",   "omdat", "maar",  "ziet",        "boom",
        "mijn", "zus",    "kat",  "je",    "kga",   "aangeefster", "slaat"};
    size_t at = 0;
    uint32_t n = 2 + below(11), quote = below(4) == 0 ? below(n) : UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        at += (size_t)snprintf(out + at, TEXT_BYTES - at, "%s%s%s%s", i ? " " : "",
                               i == quote ? "\"" : "", WORDS[below(sizeof WORDS / sizeof *WORDS)],
                               i > quote && i == n - 1 ? "\"" : "");
        if (i + 1 < n && below(6) == 0) at += (size_t)snprintf(out + at, TEXT_BYTES - at, ",");
    }
    snprintf(out + at, TEXT_BYTES - at, ".");
}

/* ---- comparing ---- */

typedef struct bench {
    wv_arena arena;
    wv_diags diags;
    made_rule *rules;
    wv_lit *lits;
    wv_term **trees;
    wv_frozen *pack;
    wv_scratch *scratch;
    uint64_t pairs, matches, skipped;
} bench;

static bool open_bench(bench *b, uint64_t anchors)
{
    wv_freeze_random_anchors(anchors);
    b->pack = made_pack(b->rules, RULES);
    wv_freeze_random_anchors(0);
    return b->pack && wv_scratch_new(b->pack, &b->scratch, NULL) == WV_OK;
}

static void close_bench(bench *b)
{
    wv_scratch_free(b->scratch);
    wv_frozen_free(b->pack);
}

static void make_rules(bench *b)
{
    wv_arena_init(&b->arena);
    wv_diags_init(&b->diags);
    b->rules = wv_arena_alloc(&b->arena, RULES * sizeof *b->rules);
    b->lits = wv_arena_alloc(&b->arena, RULES * sizeof *b->lits);
    b->trees = wv_arena_alloc(&b->arena, RULES * sizeof(wv_term *));
    for (uint32_t i = 0; i < RULES; i++) {
        char name[16];
        int n = snprintf(name, sizeof name, "r%u", i);
        b->rules[i].name = wv_arena_str(&b->arena, (wv_str){name, (uint32_t)n}).p;
        b->rules[i].patterns[0] = random_pattern(&b->arena);
        b->lits[i] = made_lit(b->rules[i].patterns[0]);
        b->trees[i] = wv_term_parse(&b->lits[i], &b->arena, &b->diags);
        assert_non_null(b->trees[i]);
    }
}

static uint32_t pattern_of(const bench *b, uint32_t rule)
{
    return b->scratch->m->detections[rule].probes[0];
}

/* Words of the fast matcher's hit of a pattern that begins at a word, in one reading. */
static uint64_t fast_words(const wv_scratch *s, uint32_t pattern, wv_reading reading,
                           uint32_t start)
{
    for (uint32_t i = 0; i < s->hit_count; i++) {
        const wv_hit *h = &s->hits[i];
        if (h->probe != pattern || !(h->readings & wv_reading_bit(reading.outer, reading.inner)) ||
            s->hit_words.items[h->word_at] != start)
            continue;
        uint64_t words = 0;
        for (uint32_t k = 0; k < h->word_count; k++)
            words |= UINT64_C(1) << s->hit_words.items[h->word_at + k];
        return words;
    }
    return 0;
}

static void compare(bench *b, uint32_t rule, const char *text)
{
    wv_scratch *s = b->scratch;
    uint64_t plain_words[64];
    for (int v = 0; v < 2 * WV_VOICE_COUNT; v++) {
        const wv_reading reading = {(wv_voice)(v / 2), v % 2 ? WV_VOICE_V : WV_VOICE_P};
        if (reading.outer == WV_VOICE_P && v % 2) continue; /* what the other quotes is his */
        plain p = {.ast = b->pack->ast,
                   .l = &s->lattice,
                   .reading = reading,
                   .tag = -1,
                   .arena = &b->arena,
                   .diags = &b->diags};
        if (!plain_run(&p, b->trees[rule], plain_words)) {
            b->skipped++;
            return;
        }
        for (uint32_t w = 0; w < s->lattice.count; w++) {
            uint64_t fast = fast_words(s, pattern_of(b, rule), reading, w);
            b->matches += fast != 0;
            if (fast != plain_words[w])
                fail_msg("pattern %s\ntext %s\nreading %d word %u: fast %llx plain %llx",
                         b->rules[rule].patterns[0], text, v, w, (unsigned long long)fast,
                         (unsigned long long)plain_words[w]);
        }
        if (!s->m->patterns[pattern_of(b, rule)].slotted) break; /* the same in every voice */
    }
    b->pairs++;
}

/* Scans a text and compares each rule; the text must be one sentence that fits a mask. */
static void compare_text(bench *b, const char *text)
{
    wv_findings f = made_scan(b->scratch, text, WV_KIND_REPORT);
    (void)f;
    if (b->scratch->sentence_count != 1 || wv_scan_enter(b->scratch, 0) != WV_OK ||
        b->scratch->lattice.count > 60)
        return;
    for (uint32_t r = 0; r < RULES; r++) compare(b, r, text);
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value && *value ? strtoull(value, NULL, 10) : otherwise;
}

static void compare_many(uint64_t pairs, uint64_t anchors, bench *b)
{
    *b = (bench){0};
    make_rules(b);
    assert_true(open_bench(b, anchors));
    while (b->pairs < pairs) {
        char text[TEXT_BYTES];
        random_text(text);
        compare_text(b, text);
    }
    close_bench(b);
    wv_diags_done(&b->diags);
    wv_arena_done(&b->arena);
}

static void fast_matcher_equals_the_plain_one(void **state)
{
    (void)state;
    uint64_t wanted = number_from("WV_ORACLE_PAIRS", PAIRS), pairs = 0, matches = 0, skipped = 0;
    g_random = number_from("WV_ORACLE_SEED", 20261123);
    for (uint64_t round = 0; pairs < wanted; round++) {
        bench b;
        compare_many(wanted / 5 + 1, round % 2 ? round * 7919 : 0, &b);
        pairs += b.pairs, matches += b.matches, skipped += b.skipped;
    }
    print_message("%llu pairs, %llu matches, %llu too large for the plain matcher\n",
                  (unsigned long long)pairs, (unsigned long long)matches,
                  (unsigned long long)skipped);
    assert_true(matches > pairs / 100); /* random patterns that never match would show nothing */
    assert_true(skipped < pairs / 10);
}

static void anchors_change_speed_only(void **state)
{
    (void)state;
    bench with[2];
    memset(with, 0, sizeof with);
    wv_buf out[2];
    g_random = number_from("WV_ORACLE_SEED", 7);
    make_rules(&with[0]);
    with[1] = with[0];
    assert_true(open_bench(&with[0], 0) && open_bench(&with[1], 4711));
    wv_buf_init(&out[0]), wv_buf_init(&out[1]);
    for (int i = 0; i < 2000; i++) {
        char text[3 * TEXT_BYTES];
        random_text(text);
        size_t n = strlen(text);
        text[n++] = ' ', text[n] = 'K', text[n + 1] = 0; /* a second sentence with a capital */
        random_text(text + n + 1);
        for (int k = 0; k < 2; k++) {
            wv_findings f = made_scan(with[k].scratch, text, WV_KIND_REPORT);
            made_write(&out[k], with[k].pack, &f, UINT32_MAX);
        }
    }
    assert_true(out[0].n > 10000);
    assert_int_equal(out[0].n, out[1].n);
    assert_memory_equal(out[0].p, out[1].p, out[0].n);
    wv_buf_done(&out[0]), wv_buf_done(&out[1]);
    close_bench(&with[0]), close_bench(&with[1]);
    wv_diags_done(&with[0].diags);
    wv_arena_done(&with[0].arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fast_matcher_equals_the_plain_one),
        cmocka_unit_test(anchors_change_speed_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
