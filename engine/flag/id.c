/* SPDX-License-Identifier: EUPL-1.2 */
/* id.c: hashing names. In: what a line is about. Out: 32 hex digits. Neighbours: flag.c, alert.c;
 * review/ stores keys. Invariant: a change of what is hashed here is a change of WV_FLAG_SCHEMA.
 * Cost: one SHA-256 a name. */
#include "flag/id.h"

#include "crypto/sha256.h"

static void add(wv_sha256_state *s, wv_str part)
{
    unsigned char length[4];
    for (int i = 0; i < 4; i++) length[i] = (unsigned char)(part.n >> (8 * i));
    wv_sha256_add(s, length, sizeof length);
    if (part.n) wv_sha256_add(s, part.p, part.n);
}

static void add_number(wv_sha256_state *s, int64_t value)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
    wv_sha256_add(s, bytes, sizeof bytes);
}

static void add_list(wv_sha256_state *s, const wv_str *list, uint32_t count)
{
    add_number(s, count);
    for (uint32_t i = 0; i < count; i++) add(s, list[i]);
}

/* Two alerts of the same records may tell other facts: they are two lines, and a reader who is told
 * that one of them no longer stands must know which. */
static void add_facts(wv_sha256_state *s, const wv_attr *facts, uint32_t count)
{
    add_number(s, count);
    for (uint32_t i = 0; i < count; i++) {
        const wv_value *v = &facts[i].value;
        add(s, facts[i].name);
        add_number(s, v->type);
        add_number(s, v->type == WV_VALUE_BOOL && v->boolean);
        add(s, v->string);
        add_list(s, v->list, v->list_count);
    }
}

static void begin(wv_sha256_state *s, const char *what)
{
    wv_sha256_begin(s);
    add(s, WV_STR(WV_FLAG_SCHEMA));
    add(s, wv_str_of(what));
}

static wv_id end(wv_sha256_state *s)
{
    uint8_t hash[32];
    char hex[65];
    wv_id id;
    wv_sha256_end(s, hash);
    wv_sha256_hex(hash, hex);
    memcpy(id.hex, hex, 32);
    id.hex[32] = '\0';
    return id;
}

wv_id wv_id_flag_of(wv_str case_id, wv_str record, const uint8_t *content, wv_str pack_sha256)
{
    wv_sha256_state s;
    begin(&s, "flag");
    add(&s, case_id);
    add(&s, record);
    add(&s, (wv_str){(const char *)content, sizeof((wv_record *)0)->content});
    add(&s, pack_sha256);
    return end(&s);
}

wv_id wv_id_flag(const wv_record *r, wv_str pack_sha256)
{
    return wv_id_flag_of(r->case_id, r->id, r->content, pack_sha256);
}

wv_id wv_id_late(const wv_late_flag *late, wv_str rule, wv_str pack_sha256)
{
    wv_sha256_state s;
    begin(&s, "late");
    add(&s, late->case_id);
    add(&s, late->record);
    add(&s, rule);
    add_number(&s, late->raised_at.seconds);
    add_list(&s, late->finding.evidence, late->finding.evidence_count);
    add(&s, pack_sha256);
    return end(&s);
}

wv_id wv_id_alert(const wv_alert *a, wv_str pack_sha256)
{
    wv_sha256_state s;
    begin(&s, "alert");
    add(&s, a->case_id);
    add(&s, a->pattern);
    add_number(&s, a->episode);
    add_number(&s, a->triage);
    add_number(&s, a->raised_at.seconds);
    add_list(&s, a->evidence, a->evidence_count);
    add_facts(&s, a->facts, a->fact_count);
    add(&s, pack_sha256);
    return end(&s);
}

wv_id wv_id_revision(wv_id of, bool standing, const wv_str *because, uint32_t because_count)
{
    wv_sha256_state s;
    begin(&s, "revision");
    add(&s, wv_str_of(of.hex));
    add_number(&s, standing);
    add_list(&s, because, because_count);
    return end(&s);
}

wv_id wv_key_flag(wv_str case_id, wv_str record)
{
    wv_sha256_state s;
    begin(&s, "key of flag");
    add(&s, case_id);
    add(&s, record);
    return end(&s);
}

wv_id wv_key_finding(wv_str case_id, wv_str record, wv_str rule)
{
    wv_sha256_state s;
    begin(&s, "key of finding");
    add(&s, case_id);
    add(&s, record);
    add(&s, rule);
    return end(&s);
}

wv_id wv_key_alert(const wv_alert *a)
{
    wv_sha256_state s;
    begin(&s, "key of alert");
    add(&s, a->case_id);
    add(&s, a->pattern);
    add(&s, a->evidence_count ? a->evidence[0] : (wv_str){NULL, 0});
    return end(&s);
}
