/* SPDX-License-Identifier: EUPL-1.2 */
/* ids.c: ids for messages that have none.
 *
 * In: what a message is made of (time, sender, text). Out: `wa-` and 24 hex digits. Neighbours:
 * formats without ids of their own. Invariants: the n-th message with the same parts has the n-th
 * id, so equal messages stay two and a later, longer export repeats the old ids. 96 bits: among a
 * million messages a clash is one in 10^17. Cost: one SHA-256 and one map entry a message. */
#include "convert/convert.h"

#include "crypto/sha256.h"

#include <stdio.h>

enum { KEY_BYTES = 12 };

void wv_convert_ids_init(wv_convert_ids *ids)
{
    *ids = (wv_convert_ids){0};
    wv_map_init(&ids->seen);
    wv_arena_init(&ids->keys);
}

void wv_convert_ids_done(wv_convert_ids *ids)
{
    wv_map_done(&ids->seen);
    wv_arena_done(&ids->keys);
}

static void hash_parts(const wv_str *parts, uint32_t count, uint32_t nth, char hex[65])
{
    wv_sha256_state h;
    uint8_t digest[32];
    wv_sha256_begin(&h);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t n[4] = {(uint8_t)parts[i].n, (uint8_t)(parts[i].n >> 8),
                        (uint8_t)(parts[i].n >> 16), (uint8_t)(parts[i].n >> 24)};
        wv_sha256_add(&h, n, sizeof n);
        wv_sha256_add(&h, parts[i].p, parts[i].n);
    }
    uint8_t times[4] = {(uint8_t)nth, (uint8_t)(nth >> 8), (uint8_t)(nth >> 16),
                        (uint8_t)(nth >> 24)};
    wv_sha256_add(&h, times, sizeof times);
    wv_sha256_end(&h, digest);
    wv_sha256_hex(digest, hex);
}

wv_str wv_convert_ids_next(wv_convert_ids *ids, const char *prefix, const wv_str *parts,
                           uint32_t count)
{
    char hex[65];
    hash_parts(parts, count, 0, hex);
    wv_str key = {hex, 2 * KEY_BYTES};
    uint32_t *times = wv_map_get(&ids->seen, key);
    if (times) {
        hash_parts(parts, count, ++*times, hex);
    } else {
        wv_str kept = wv_arena_str(&ids->keys, key);
        if (!kept.p || !wv_map_put(&ids->seen, kept, 0, NULL)) return (wv_str){NULL, 0};
    }
    int n = snprintf(ids->text, sizeof ids->text, "%.16s-%.*s", prefix, 2 * KEY_BYTES, hex);
    return (wv_str){ids->text, (uint32_t)n};
}
