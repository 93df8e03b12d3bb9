/* SPDX-License-Identifier: EUPL-1.2 */
/* content.c: what makes two records the same content.
 *
 * In: a filled record. Out: SHA-256 of its fields in one fixed order, each as a tag, a length and
 * its bytes; what is absent is left out. Every tag has one shape, so no two different records are
 * written alike. White space, escapes, the order of members and fields that we do not know play no
 * part: a feed that sends the same record again in another dress is `seen`. `id` and `case` are
 * the name of a record, not its content. Neighbours: fields.c; the case stage compares; flag/
 * makes ids of it. Cost: SHA-256 over the text; small parts are gathered, for a call of the hash
 * costs more than the few bytes of a field. */
#include "read/reader.h"

#include "crypto/sha256.h"

typedef struct gatherer {
    wv_sha256_state hash;
    unsigned char bytes[512];
    size_t n;
} gatherer;

static void flush(gatherer *g)
{
    wv_sha256_add(&g->hash, g->bytes, g->n);
    g->n = 0;
}

static void add(gatherer *g, const void *bytes, size_t n)
{
    if (n > sizeof g->bytes - g->n) flush(g);
    if (n > sizeof g->bytes) {
        wv_sha256_add(&g->hash, bytes, n);
        return;
    }
    memcpy(g->bytes + g->n, bytes, n);
    g->n += n;
}

/* A tag and a number, seven bits a byte, the last one below 128. */
static void add_number(gatherer *g, char tag, uint64_t value)
{
    unsigned char bytes[11] = {(unsigned char)tag};
    size_t n = 1;
    for (; value >= 0x80; value >>= 7) bytes[n++] = (unsigned char)(value | 0x80);
    bytes[n++] = (unsigned char)value;
    add(g, bytes, n);
}

static void add_str(gatherer *g, char tag, wv_str s)
{
    add_number(g, tag, s.n);
    if (s.n) add(g, s.p, s.n);
}

static void add_present(gatherer *g, char tag, wv_str s)
{
    if (s.n) add_str(g, tag, s);
}

static void add_time(gatherer *g, char tag, wv_time t)
{
    if (!t.known) return;
    add_number(g, tag, (uint64_t)t.seconds << 1 | t.has_clock);
    add_number(g, tag, (uint64_t)((int64_t)t.offset_seconds + 86400));
}

static void add_attr(gatherer *g, const wv_attr *a)
{
    add_str(g, 'a', a->name);
    add_number(g, 'v', (uint64_t)a->value.type << 1 | a->value.boolean);
    add_str(g, 's', a->value.string);
    add_number(g, 'l', a->value.list_count);
    for (uint32_t i = 0; i < a->value.list_count; i++) add_str(g, 'i', a->value.list[i]);
}

static void add_lists(gatherer *g, const wv_record *r)
{
    for (uint32_t i = 0; i < r->to_count; i++) add_str(g, 't', r->to[i]);
    for (uint32_t i = 0; i < r->person_count; i++) {
        add_str(g, 'p', r->persons[i].ref);
        add_number(g, 'q', (uint64_t)r->persons[i].role);
        if (r->persons[i].name.n) add_str(g, 'm', r->persons[i].name);
    }
    for (uint32_t i = 0; i < r->attr_count; i++) add_attr(g, &r->attrs[i]);
}

void wv_content_hash(const wv_record *r, const wv_str *broken, uint32_t broken_count,
                     uint8_t out[32])
{
    gatherer g;
    g.n = 0;
    wv_sha256_begin(&g.hash);
    add_number(&g, '1', (uint64_t)r->kind); /* another layout is another first byte */
    add_time(&g, 'O', r->occurred_at);
    add_time(&g, 'R', r->received_at);
    add_time(&g, 'E', r->expires_at);
    add_present(&g, 'S', r->source);
    add_present(&g, 'W', r->reporter);
    add_present(&g, 'F', r->from);
    add_present(&g, 'C', r->channel);
    add_present(&g, 'T', r->title);
    add_present(&g, 'K', r->code);
    add_present(&g, 'H', r->handler);
    add_present(&g, 'Y', r->type);
    add_lists(&g, r);
    if (r->rev) add_number(&g, 'V', (uint64_t)r->rev);
    if (r->degraded) add_number(&g, 'D', r->degraded);
    for (uint32_t i = 0; i < broken_count; i++) add_str(&g, 'B', broken[i]);
    add_present(&g, 'X', r->text);
    flush(&g);
    wv_sha256_end(&g.hash, out);
}
