/* SPDX-License-Identifier: EUPL-1.2 */
/* test_checksum.c: the checksum of frozen packs sees each bit and each length, whatever the pieces
 * and the machine. */
#include "crypto/checksum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static uint64_t g_random = 1;

static uint32_t below(uint32_t n)
{
    g_random = g_random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(g_random >> 33) % n;
}

enum { BYTES = 3 * WV_SQUEEZE_BYTES + 77 };

typedef struct sum {
    uint8_t bytes[16];
} sum;

static sum sum_of(wv_squeeze_way way, const char *about, const uint8_t *p, size_t n)
{
    wv_checksum c;
    sum s;
    assert_true(wv_checksum_begin(&c, about, strlen(about)));
    c.way = way;
    wv_checksum_add(&c, p, n);
    wv_checksum_end(&c, s.bytes);
    return s;
}

static sum plain_sum(const uint8_t *p, size_t n)
{
    return sum_of(WV_SQUEEZE_PORTABLE, "about", p, n);
}

static bool same(sum a, sum b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

/* Words of all ones too: their sums with a key leave 32 bits. */
static void fill(uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) p[i] = below(3) ? (uint8_t)below(256) : 0xFF;
}

/* The definition of squeeze.h, word for word. */
static void digests_are_sums_of_products(void **state)
{
    uint32_t key[WV_SQUEEZE_KEY_WORDS];
    (void)state;
    for (uint32_t round = 0; round < 200; round++) {
        uint8_t *block = malloc(WV_SQUEEZE_BYTES);
        fill(block, WV_SQUEEZE_BYTES);
        fill((uint8_t *)key, sizeof key);
        for (int w = WV_SQUEEZE_PORTABLE; w <= WV_SQUEEZE_AVX2; w++) {
            uint64_t found[WV_SQUEEZE_DIGESTS];
            if (!wv_squeeze_can((wv_squeeze_way)w)) continue;
            wv_squeeze((wv_squeeze_way)w, key, block, found);
            for (uint32_t t = 0; t < WV_SQUEEZE_DIGESTS; t++) {
                uint64_t expected = 0;
                for (uint32_t i = 0; i < WV_SQUEEZE_BYTES / 4; i += 2) {
                    uint64_t pair[2];
                    for (uint32_t k = 0; k < 2; k++) {
                        const uint8_t *b = block + (size_t)4 * (i + k);
                        pair[k] = b[0] + 256 * (b[1] + 256 * (b[2] + UINT64_C(256) * b[3]));
                        pair[k] = (pair[k] + key[i + k + 2 * t]) % (UINT64_C(1) << 32);
                    }
                    expected += pair[0] * pair[1];
                }
                assert_int_equal(found[t], expected);
            }
        }
        free(block);
    }
}

static void the_sum_is_the_same_in_any_pieces_and_on_any_machine(void **state)
{
    uint8_t p[BYTES];
    (void)state;
    for (uint32_t round = 0; round < 300; round++) {
        size_t n = below(BYTES + 1);
        fill(p, n);
        sum whole = plain_sum(p, n), pieces;
        wv_checksum c;
        assert_true(wv_checksum_begin(&c, "about", 5));
        for (size_t at = 0, take; at < n; at += take) {
            take = below(4) ? below(40) : below(2000);
            if (take > n - at) take = n - at;
            wv_checksum_add(&c, p + at, take);
        }
        wv_checksum_end(&c, pieces.bytes);
        assert_true(same(whole, pieces));
        if (wv_squeeze_can(WV_SQUEEZE_SSE2))
            assert_true(same(whole, sum_of(WV_SQUEEZE_SSE2, "about", p, n)));
    }
}

static void each_bit_counts(void **state)
{
    uint8_t p[BYTES];
    (void)state;
    fill(p, BYTES);
    sum before = plain_sum(p, BYTES);
    for (uint32_t bit = 0; bit < 8 * BYTES; bit += 5) {
        p[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(same(before, plain_sum(p, BYTES)));
        p[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_true(same(before, plain_sum(p, BYTES)));
    assert_false(same(before, sum_of(WV_SQUEEZE_PORTABLE, "About", p, BYTES)));
}

/* Blocks that change places, zeros at the end, words that change places in their pair. */
static void order_and_length_count(void **state)
{
    uint8_t p[BYTES], q[BYTES];
    (void)state;
    fill(p, BYTES);
    memcpy(q, p, BYTES);
    memcpy(q, p + WV_SQUEEZE_BYTES, WV_SQUEEZE_BYTES);
    memcpy(q + WV_SQUEEZE_BYTES, p, WV_SQUEEZE_BYTES);
    assert_false(same(plain_sum(p, BYTES), plain_sum(q, BYTES)));
    memcpy(q, p, BYTES);
    memcpy(q, p + 4, 4);
    memcpy(q + 4, p, 4);
    assert_false(same(plain_sum(p, BYTES), plain_sum(q, BYTES)));
    memset(p, 0, BYTES);
    for (size_t n = 0; n < BYTES; n += 31)
        assert_false(same(plain_sum(p, n), plain_sum(p, n + 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_sums_of_products),
        cmocka_unit_test(the_sum_is_the_same_in_any_pieces_and_on_any_machine),
        cmocka_unit_test(each_bit_counts),
        cmocka_unit_test(order_and_length_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
