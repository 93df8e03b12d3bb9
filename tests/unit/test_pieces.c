/* SPDX-License-Identifier: EUPL-1.2 */
/* test_pieces.c: pass 1 may let too much through, never too little: pieces are the same by every way
 * of looking, and chunks hold whole sentences with all their words. */
#include "oracle/made_pack.h"
#include "text/pieces.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint64_t g_random = 1;

static uint32_t below(uint32_t n)
{
    g_random = g_random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(g_random >> 33) % n;
}

/* ---- pieces ---- */

enum { SPANS_MAX = 4096 };

static uint32_t plain_pieces(wv_str text, wv_span *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        bool word = (unsigned char)text.p[i] > 0x20;
        bool before = i && (unsigned char)text.p[i - 1] > 0x20;
        if (word && !before) out[n].start = i;
        if (word && (i + 1 == text.n || (unsigned char)text.p[i + 1] <= 0x20)) out[n++].end = i + 1;
    }
    return n;
}

static uint32_t cut(wv_str text, wv_way way, uint32_t cap, wv_span *out)
{
    wv_pieces p;
    uint32_t n = 0, more;
    wv_pieces_begin(&p, text);
    if (!wv_way_is_here(way)) return UINT32_MAX;
    p.way = way;
    while ((more = wv_pieces_next(&p, out + n, cap)) != 0) n += more;
    return n;
}

static void every_way_cuts_the_same_pieces(void **state)
{
    static wv_span plain[SPANS_MAX], found[SPANS_MAX];
    (void)state;
    for (uint32_t round = 0; round < 20000; round++) {
        char bytes[400];
        wv_str text = {bytes, below(sizeof bytes)};
        uint32_t spaces = 1 + below(8);
        for (uint32_t i = 0; i < text.n; i++)
            bytes[i] = below(8) < spaces ? " \n\t\x01\x20\x7f"[below(6)] : (char)below(256);
        uint32_t n = plain_pieces(text, plain);
        for (wv_way way = WV_WAY_PORTABLE; way < WV_WAY_COUNT; way++) {
            uint32_t cap = WV_PIECES_BATCH_MIN + below(64), k = cut(text, way, cap, found);
            if (k == UINT32_MAX) continue; /* not on this machine */
            assert_int_equal(k, n);
            if (n) assert_memory_equal(found, plain, n * sizeof *plain);
        }
    }
}

/* ---- chunks ---- */

static const char *const NASTY[] = {
    "Hij", "sloeg", "mij.", "Zij", "was", "bang", "B.", "De", "max.", "5", "uur", "3.30", "€",
    "50", "06", "12345678", "a.u.b.", "dhr.", "A.", "kga", "\"Weg!\"", "(stil)", "nee...",
    "Wat?!", "\xE2\x80\xA6", "'k", "'kom", "d.o.o.d", "k*t", "www.x.nl.", "foto's", "+31", "6-",
    "1,", "jan.", "o.a.", "\xC3\x89\xC3\xA9n", "ik\xC2\xA0ga", ":-)", "<3", "- ", "\n", "\n\n",
    "enz.", "slaan!", "Hij.", "12:30", "u.", "$", "0-", "weg;", "\xF0\x9F\x98\x82", "m'n"};

static wv_str nasty_text(char *room, size_t capacity)
{
    size_t n = 0;
    for (uint32_t words = 1 + below(24); words; words--)
        n += (size_t)snprintf(room + n, capacity - n, "%s%s",
                              NASTY[below(sizeof NASTY / sizeof *NASTY)],
                              below(12) ? " " : below(2) ? "\n" : "");
    return (wv_str){room, (uint32_t)n};
}

typedef struct chunk {
    uint32_t start;
    uint64_t sieve[64];
} chunk;

/* Chunks of the text as pass 1 makes them. */
static uint32_t keep_chunks(wv_scratch *s, chunk *out, uint32_t cap)
{
    s->sentence_count = s->keyed.count = 0;
    bool blob;
    assert_true(wv_scan_chunks(s, &blob));
    assert_false(blob);
    uint32_t n = s->sentence_count;
    assert_true(n <= cap && s->m->sieve_words <= 64);
    for (uint32_t i = 0; i < n; i++) {
        out[i].start = s->sentences[i].first_token;
        memcpy(out[i].sieve, wv_sieve_of(s, i), s->m->sieve_words * sizeof(uint64_t));
    }
    s->sentence_count = s->keyed.count = 0;
    return n;
}

static uint32_t chunk_at(const chunk *chunks, uint32_t n, uint32_t byte)
{
    uint32_t c = 0;
    while (c + 1 < n && chunks[c + 1].start <= byte) c++;
    return c;
}

static void check(wv_scratch *s, wv_str text, wv_kind kind)
{
    static chunk chunks[64];
    wv_record record = {.kind = kind, .text = text};
    s->text = text;
    s->record = &record;
    uint32_t n = keep_chunks(s, chunks, 64), last = 0;
    assert_int_equal(wv_scan_sentences(s, &record), WV_OK);
    for (uint32_t t = 0; t < s->sentence_count; t++) {
        const wv_scan_sentence *at = &s->sentences[t];
        uint32_t from = chunk_at(chunks, n, s->tokens.items[at->first_token].start);
        uint32_t to = chunk_at(chunks, n, s->tokens.items[at->end_token - 1].end - 1);
        if (from != to) fail_msg("a sentence is cut in: %.*s", (int)text.n, text.p);
        if (t && from > last + 1) fail_msg("sentences are parted in: %.*s", (int)text.n, text.p);
        last = from;
        for (uint32_t i = 0; i < s->m->sieve_words; i++)
            if (wv_sieve_of(s, t)[i] & ~chunks[from].sieve[i])
                fail_msg("a word is missed in: %.*s", (int)text.n, text.p);
    }
}

static void chunks_hold_whole_sentences_with_all_their_words(void **state)
{
    const made_rule rules[] = {
        {.name = "a", .patterns = {"(hij & slaan & mij)", "<num> uur", "<time> ... <amount>"}},
        {.name = "b", .patterns = {"(=b | =a | =max | =dhr | =k | =t | =12345678 | =50 | weg)"}},
        {.name = "c", .patterns = {"(ik & gaan)", "(dood | kut | foto | =m'n | mijn | =u)"}},
        {.name = "d", .patterns = {"(<emoji> | =enz | onder andere | de heer | <neg> | een)"}}};
    (void)state;
    wv_scratch *s = NULL;
    wv_frozen *pack = made_pack(rules, sizeof rules / sizeof *rules);
    assert_non_null(pack);
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    for (uint32_t round = 0; round < 30000; round++) {
        char room[600];
        wv_str text = nasty_text(room, sizeof room);
        check(s, text, below(2) ? WV_KIND_REPORT : WV_KIND_MESSAGE);
    }
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

/* Rules that share their keys, over one sentence, two, and the record. */
static void what_is_not_looked_at_would_not_have_matched(void **state)
{
    const char *both = "a and filter_b";
    const made_rule rules[] = {
        {"a", {"bang"}, {"(hij | slaan)"}, both, WV_UNIT_SENTENCE, 0},
        {"b", {"bang"}, {"weg"}, both, WV_UNIT_TWO_SENTENCES, 0},
        {"c", {"bang"}, {"<num>"}, both, WV_UNIT_RECORD, 0},
        {"d", {"(foto | dood .. mij)"}, {"weg"}, NULL, WV_UNIT_SENTENCE, 0},
        {"e", {"foto"}, {"weg"}, "a and filter_b", WV_UNIT_TWO_SENTENCES, 5}};
    (void)state;
    wv_scratch *s = NULL;
    wv_buf some, every;
    wv_frozen *pack = made_pack(rules, sizeof rules / sizeof *rules);
    assert_non_null(pack);
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    wv_buf_init(&some), wv_buf_init(&every);
    uint32_t found = 0;
    for (uint32_t round = 0; round < 20000; round++) {
        char room[600];
        wv_str text = nasty_text(room, sizeof room);
        wv_str a = made_findings(s, pack, text, false, &some);
        wv_str b = made_findings(s, pack, text, true, &every);
        if (!wv_str_eq(a, b)) fail_msg("something is missed in: %.*s", (int)text.n, text.p);
        found += a.n > 0;
    }
    assert_true(found > 500);
    wv_buf_done(&some), wv_buf_done(&every);
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

/* A picture pasted as text is one piece of megabytes, with more numbers in it than a memo may hold. */
static void a_blob_is_left_to_pass_2(void **state)
{
    enum { BYTES = 1 << 20 };
    const made_rule rule = {.name = "a", .patterns = {"bang"}};
    static char room[BYTES];
    wv_scratch *s = NULL;
    wv_findings found = {0};
    (void)state;
    for (uint32_t i = 0; i < BYTES; i++) room[i] = "a1b2/9+Z"[below(8)];
    memcpy(room, "Ik ben bang. ", 13);
    wv_frozen *pack = made_pack(&rule, 1);
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    wv_record record = {.kind = WV_KIND_REPORT, .text = {room, BYTES}};
    assert_int_equal(wv_scan_record(s, &record, &found, NULL), WV_OK);
    assert_int_equal(found.count, 1);
    assert_true(s->pieces.table.used < 10);
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

/* A text of many short sentences: memory stays small, and the last one is read. */
static void many_sentences_share_their_sieves(void **state)
{
    enum { SENTENCES = 20000, BYTES = SENTENCES * 4 };
    const made_rule rule = {.name = "a", .patterns = {"(jij & bang)"}};
    static char room[BYTES + 20];
    wv_scratch *s = NULL;
    wv_findings found = {0};
    (void)state;
    for (uint32_t i = 0; i < SENTENCES; i++) memcpy(room + 4 * i, "Ga. ", 4);
    memcpy(room + 4 * 9000, "Jij. Bang. ", 11);
    memcpy(room + BYTES, "Ben jij bang?", 13);
    wv_frozen *pack = made_pack(&rule, 1);
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    wv_record record = {.kind = WV_KIND_REPORT, .text = {room, BYTES + 13}};
    assert_int_equal(wv_scan_record(s, &record, &found, NULL), WV_OK);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].spans[0].start, BYTES + 4);
    assert_true(s->sieve_capacity < 3 * WV_SIEVES_OWN * (s->m->sieve_words + 1));
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

/* ---- the table of pieces ---- */

/* Pieces of 1 to 20 bytes that are often alike, one of them at the very end of the memory that may
 * be read. */
static uint32_t table_text(char *bytes, uint32_t room, wv_span *spans)
{
    uint32_t n = 0, at = 0;
    while (n < WV_PIECE_BATCH && at + 21 < room) {
        uint32_t length = 1 + below(below(4) ? 3 : 20);
        spans[n].start = at;
        for (uint32_t i = 0; i < length; i++) bytes[at++] = "aab\xE9"[below(4)];
        spans[n++].end = at;
        bytes[at++] = ' ';
    }
    return n;
}

/* Beside a plain list of what was put in. The text ends where its memory does: a checker sees a read
 * behind it. */
static void a_batch_finds_what_was_put_in(void **state)
{
    enum { ROUNDS = 3000, LIST_MAX = 1 << 16 };
    static struct { char bytes[WV_PIECE_KEY_BYTES]; uint32_t n; } list[LIST_MAX];
    wv_piece_table t;
    uint32_t listed = 0, seen = 0, absent = 0;
    (void)state;
    assert_true(wv_piece_table_init(&t));
    for (uint32_t round = 0; round < ROUNDS; round++) {
        wv_span spans[WV_PIECE_BATCH];
        uint32_t codes[WV_PIECE_BATCH], misses = 0;
        uint16_t missed[WV_PIECE_BATCH];
        char room[600];
        uint32_t n = table_text(room, sizeof room, spans);
        wv_str text = {malloc(spans[n - 1].end), spans[n - 1].end};
        memcpy((char *)(uintptr_t)text.p, room, text.n);
        uint32_t found = wv_piece_table_find(&t, text, spans, n, codes, missed);
        for (uint32_t i = 0; i < n; i++) {
            wv_str piece = {text.p + spans[i].start, spans[i].end - spans[i].start};
            if (codes[i]) {
                assert_true(codes[i] <= listed && list[codes[i] - 1].n == piece.n);
                assert_memory_equal(list[codes[i] - 1].bytes, piece.p, piece.n);
            } else
                assert_true(misses < found && missed[misses++] == i);
            seen += codes[i] != 0, absent += codes[i] == 0;
            if (piece.n > WV_PIECE_KEY_BYTES || wv_piece_table_get(&t, piece) || below(2)) continue;
            memcpy(list[listed].bytes, piece.p, piece.n);
            list[listed++].n = piece.n;
            wv_piece_table_put(&t, piece, listed);
            assert_int_equal(wv_piece_table_get(&t, piece), listed);
        }
        assert_int_equal(misses, found);
        free((char *)(uintptr_t)text.p);
    }
    assert_true(seen > 10000 && absent > 10000 && t.used <= listed);
    wv_piece_table_done(&t);
}

static wv_str numbered(char name[20], uint32_t i)
{
    return (wv_str){name, (uint32_t)snprintf(name, 20, i % 2 ? "%ux" : "x%uabcdefg", i)};
}

/* Twice as many pieces as there are places: each that is found has the code it was given. */
static void a_full_table_forgets_but_does_not_lie(void **state)
{
    enum { PIECES = 2 * WV_PIECE_WAYS << WV_PIECE_LINE_BITS };
    wv_piece_table t;
    uint32_t kept = 0;
    char name[20];
    (void)state;
    assert_true(wv_piece_table_init(&t));
    for (uint32_t i = 0; i < PIECES; i++) {
        wv_str piece = numbered(name, i);
        assert_int_equal(wv_piece_table_get(&t, piece), 0);
        wv_piece_table_put(&t, piece, i + 1);
        assert_int_equal(wv_piece_table_get(&t, piece), i + 1);
    }
    for (uint32_t i = 0; i < PIECES; i++) {
        wv_str piece = numbered(name, i);
        uint32_t code = wv_piece_table_get(&t, piece);
        assert_true(code == 0 || code == i + 1);
        kept += code != 0;
    }
    assert_true(t.turn > 0 && t.used <= PIECES / 2 && kept > PIECES / 2 / 10 * 9);
    /* "de" goes to its second line, where a batch does not look; it is common, so it comes home */
    uint16_t missed;
    uint32_t code;
    wv_piece_table_put(&t, WV_STR("de"), 77);
    assert_int_equal(wv_piece_table_find(&t, WV_STR("de"), &(wv_span){0, 2}, 1, &code, &missed), 1);
    for (uint32_t i = 0; i < 20; i++) assert_int_equal(wv_piece_table_get(&t, WV_STR("de")), 77);
    assert_int_equal(wv_piece_table_find(&t, WV_STR("de"), &(wv_span){0, 2}, 1, &code, &missed), 0);
    assert_int_equal(code, 77);
    wv_piece_table_clear(&t);
    assert_int_equal(wv_piece_table_get(&t, WV_STR("1x")), 0);
    wv_piece_table_done(&t);
}

/* The memo of pieces forgets when it is full; what it says stays the same. */
static void a_full_memo_changes_nothing(void **state)
{
    const made_rule rule = {.name = "a", .patterns = {"(hij & slaan & mij)"}};
    uint32_t first, again;
    wv_scratch *s = NULL;
    (void)state;
    wv_frozen *pack = made_pack(&rule, 1);
    assert_int_equal(wv_scratch_new(pack, &s, NULL), WV_OK);
    wv_str word = WV_STR("geslagen.");
    assert_true(wv_scan_pieces(s, word, &(wv_span){0, word.n}, 1, &first));
    for (uint32_t i = 0; i < 400000; i++) {
        char name[40];
        int n = snprintf(name, sizeof name, i % 4 ? "x%uq" : "%uverschrikkelijk-lang", i);
        wv_str text = {name, (uint32_t)n};
        assert_true(wv_scan_pieces(s, text, &(wv_span){0, text.n}, 1, &again));
    }
    assert_true(wv_scan_pieces(s, word, &(wv_span){0, word.n}, 1, &again));
    assert_int_equal(first, again);
    assert_int_equal(first & ((1u << WV_PIECE_SET_SHIFT) - 1), WV_PIECE_PLAIN | WV_PIECE_ENDS);
    assert_true(s->pieces.table.turn > 0);
    assert_true(s->pieces.longer.count <= WV_PIECE_MAP_MAX);
    wv_scratch_free(s);
    wv_frozen_free(pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_cuts_the_same_pieces),
        cmocka_unit_test(chunks_hold_whole_sentences_with_all_their_words),
        cmocka_unit_test(what_is_not_looked_at_would_not_have_matched),
        cmocka_unit_test(a_blob_is_left_to_pass_2),
        cmocka_unit_test(many_sentences_share_their_sieves),
        cmocka_unit_test(a_batch_finds_what_was_put_in),
        cmocka_unit_test(a_full_table_forgets_but_does_not_lie),
        cmocka_unit_test(a_full_memo_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
