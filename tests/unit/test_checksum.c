/* SPDX-License-Identifier: EUPL-1.2 */
/* test_checksum.c: the checksum of frozen packs sees each bit and each length, whatever the pieces,
 * and is the one that libxxhash publishes. */
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

enum { BLOCK = 1024, BYTES = 3 * BLOCK + 77 };

typedef struct sum {
    uint8_t bytes[16];
} sum;

static sum sum_of(const char *about, const uint8_t *p, size_t n)
{
    wv_checksum c;
    sum s;
    wv_checksum_begin(&c, about, strlen(about));
    wv_checksum_add(&c, p, n);
    wv_checksum_end(&c, s.bytes);
    return s;
}

static sum plain_sum(const uint8_t *p, size_t n)
{
    return sum_of("about", p, n);
}

static bool same(sum a, sum b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static void fill(uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) p[i] = below(3) ? (uint8_t)below(256) : 0xFF;
}

static void the_sum_is_the_same_in_any_pieces(void **state)
{
    uint8_t p[BYTES];
    (void)state;
    for (uint32_t round = 0; round < 300; round++) {
        size_t n = below(BYTES + 1);
        fill(p, n);
        sum whole = plain_sum(p, n), pieces;
        wv_checksum c;
        wv_checksum_begin(&c, "about", 5);
        for (size_t at = 0, take; at < n; at += take) {
            take = below(4) ? below(40) : below(2000);
            if (take > n - at) take = n - at;
            wv_checksum_add(&c, p + at, take);
        }
        wv_checksum_end(&c, pieces.bytes);
        assert_true(same(whole, pieces));
    }
}

/* XXH3 of no bytes, 128 bits, as xxhsum -H2 prints it: another library must not give another sum. */
static void nothing_has_the_published_sum(void **state)
{
    static const uint8_t PUBLISHED[16] = {0x99, 0xAA, 0x06, 0xD3, 0x01, 0x47, 0x98, 0xD8,
                                          0x60, 0x01, 0xC3, 0x24, 0x46, 0x8D, 0x49, 0x7F};
    sum s = sum_of("", NULL, 0);
    (void)state;
    assert_memory_equal(s.bytes, PUBLISHED, sizeof PUBLISHED);
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
    assert_false(same(before, sum_of("About", p, BYTES)));
}

/* Blocks that change places, zeros at the end, words that change places in their pair. */
static void order_and_length_count(void **state)
{
    uint8_t p[BYTES], q[BYTES];
    (void)state;
    fill(p, BYTES);
    memcpy(q, p, BYTES);
    memcpy(q, p + BLOCK, BLOCK);
    memcpy(q + BLOCK, p, BLOCK);
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
        cmocka_unit_test(the_sum_is_the_same_in_any_pieces),
        cmocka_unit_test(nothing_has_the_published_sum),
        cmocka_unit_test(each_bit_counts),
        cmocka_unit_test(order_and_length_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
