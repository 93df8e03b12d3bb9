/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_hash.c: the bytes of an entry of the log, hashed.
 * In: an entry. Out: 32 bytes. Neighbours: audit.c writes them, audit_verify.c holds them against
 * the rows. Invariant: never changes for version 1; stores keep these hashes for good. Cost: 1 us.
 */
#include "store/audit_hash.h"

#include "crypto/sha256.h"

static void add_number(wv_sha256_state *h, int64_t value)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
    wv_sha256_add(h, bytes, sizeof bytes);
}

static void add_text(wv_sha256_state *h, wv_str s)
{
    add_number(h, s.n);
    wv_sha256_add(h, s.p, s.n);
}

void wv_audit_hash_detail(const wv_audit_detail *d, uint8_t out[32])
{
    wv_sha256_state h;
    wv_sha256_begin(&h);
    add_text(&h, WV_STR("waakvlam audit detail 1"));
    add_text(&h, d->salt);
    add_text(&h, d->verb);
    add_text(&h, d->who);
    add_text(&h, d->role);
    add_text(&h, d->what);
    add_number(&h, d->case_count);
    for (uint32_t i = 0; i < d->case_count; i++) add_number(&h, d->cases[i]);
    wv_sha256_end(&h, out);
}

void wv_audit_hash_row(const wv_audit_row *row, uint8_t out[32])
{
    wv_sha256_state h;
    wv_sha256_begin(&h);
    add_text(&h, WV_STR("waakvlam audit entry 1"));
    wv_sha256_add(&h, row->prev, 32);
    add_number(&h, row->seq);
    add_number(&h, row->at);
    wv_sha256_add(&h, row->detail_hash, 32);
    add_text(&h, row->erases);
    wv_sha256_end(&h, out);
}

static bool take_number(wv_str *s, int64_t *out)
{
    uint32_t i = 0;
    int64_t value = 0;
    for (; i < s->n && i < 18 && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        value = value * 10 + (s->p[i] - '0');
    *out = value;
    s->p += i, s->n -= i;
    return i > 0;
}

bool wv_audit_next_range(wv_str *ranges, int64_t *from, int64_t *to)
{
    if (!take_number(ranges, from)) return false;
    *to = *from;
    if (ranges->n && *ranges->p == '-') {
        ranges->p++, ranges->n--;
        if (!take_number(ranges, to)) return false;
    }
    if (ranges->n && *ranges->p == ',') ranges->p++, ranges->n--;
    return *from > 0 && *to >= *from;
}
