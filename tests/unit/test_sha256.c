/* SPDX-License-Identifier: EUPL-1.2 */
/* test_sha256.c: the processor's instructions and libsodium give one hash, however the bytes come.
 */
#include "crypto/sha256.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint64_t g_random = 1;

static uint32_t below(uint32_t n)
{
    g_random = g_random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(g_random >> 33) % n;
}

static void known_texts_have_their_known_hashes(void **state)
{
    static const char *const KNOWN[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    (void)state;
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        uint8_t hash[32];
        char hex[65];
        wv_sha256(KNOWN[i][0], strlen(KNOWN[i][0]), hash);
        wv_sha256_hex(hash, hex);
        assert_string_equal(hex, KNOWN[i][1]);
    }
}

static void both_ways_agree_however_the_bytes_come(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 3000; round++) {
        uint8_t bytes[700], one[32], other[32];
        wv_sha256_state a, b;
        uint32_t n = below(sizeof bytes);
        for (uint32_t i = 0; i < n; i++) bytes[i] = (uint8_t)below(256);
        wv_sha256_begin(&a), wv_sha256_begin_portable(&b);
        for (uint32_t at = 0, take; at < n; at += take) {
            take = 1 + below(n - at);
            wv_sha256_add(&a, bytes + at, take);
        }
        wv_sha256_add(&b, bytes, n);
        wv_sha256_end(&a, one), wv_sha256_end(&b, other);
        assert_memory_equal(one, other, sizeof one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts_have_their_known_hashes),
        cmocka_unit_test(both_ways_agree_however_the_bytes_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
