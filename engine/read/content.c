/* SPDX-License-Identifier: EUPL-1.2 */
/* content.c: what makes two records the same content.
 *
 * In: a filled record. Out: SHA-256 of its fields in one fixed order, each as a tag byte, a length
 * and its bytes, so that no two different records are written alike. White space, escapes, the
 * order of members and fields that we do not know play no part: a feed that sends the same record
 * again in another dress is `seen`. `id` and `case` are the name of a record, not its content.
 * Neighbours: fields.c; the case stage compares; flag/ makes ids of it. Cost: SHA-256 over the
 * text. */
#include "read/reader.h"

#include "crypto/sha256.h"

static void add_number(wv_sha256_state *s, char tag, uint64_t value)
{
    unsigned char bytes[9] = {(unsigned char)tag};
    for (int i = 0; i < 8; i++) bytes[1 + i] = (unsigned char)(value >> (8 * i));
    wv_sha256_add(s, bytes, sizeof bytes);
}

static void add_str(wv_sha256_state *s, char tag, wv_str str)
{
    add_number(s, tag, str.n);
    if (str.n) wv_sha256_add(s, str.p, str.n);
}

static void add_time(wv_sha256_state *s, char tag, wv_time t)
{
    add_number(s, tag, t.known | t.has_clock << 1);
    add_number(s, tag, (uint64_t)t.seconds);
    add_number(s, tag, (uint64_t)(int64_t)t.offset_seconds);
}

static void add_attr(wv_sha256_state *s, const wv_attr *a)
{
    add_str(s, 'a', a->name);
    add_number(s, 'v', (uint64_t)a->value.type << 1 | a->value.boolean);
    add_str(s, 's', a->value.string);
    add_number(s, 'l', a->value.list_count);
    for (uint32_t i = 0; i < a->value.list_count; i++) add_str(s, 'i', a->value.list[i]);
}

void wv_content_hash(const wv_record *r, const wv_str *broken, uint32_t broken_count,
                     uint8_t out[32])
{
    wv_sha256_state s;
    wv_sha256_begin(&s);
    add_str(&s, '1',
            WV_STR("waakvlam content 1")); /* a change of this layout is a change of every key */
    add_number(&s, 'k', (uint64_t)r->kind);
    add_time(&s, 'o', r->occurred_at);
    add_time(&s, 'r', r->received_at);
    add_time(&s, 'e', r->expires_at);
    const wv_str strings[] = {r->source, r->reporter, r->from, r->channel, r->title,
                              r->code,   r->handler,  r->text, r->type};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) add_str(&s, 's', strings[i]);
    add_number(&s, 't', r->to_count);
    for (uint32_t i = 0; i < r->to_count; i++) add_str(&s, 't', r->to[i]);
    add_number(&s, 'p', r->person_count);
    for (uint32_t i = 0; i < r->person_count; i++) {
        add_str(&s, 'p', r->persons[i].ref);
        add_number(&s, 'q', (uint64_t)r->persons[i].role);
    }
    add_number(&s, 'n', r->attr_count);
    for (uint32_t i = 0; i < r->attr_count; i++) add_attr(&s, &r->attrs[i]);
    add_number(&s, 'v', (uint64_t)r->rev);
    add_number(&s, 'd', r->degraded);
    for (uint32_t i = 0; i < broken_count; i++) add_str(&s, 'b', broken[i]);
    wv_sha256_end(&s, out);
}
