/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_head.c: the end of the log, signed, as a line to keep elsewhere.
 *
 * In: a head and a key. Out: {"schema":"waakvlam/1","type":"audit_head","seq":..,"at":..,"hash":..,
 * "key":..,"signature":..}, and back. Neighbours: audit_verify.c. Invariant: the signature is over
 * the text that head_text makes, which never changes for version 1. Cost: one signature. */
#include "store/audit.h"

#include "crypto/random.h"
#include "read/json.h"

static void head_text(const wv_audit_head *h, wv_buf *out)
{
    char hash[65];
    wv_hex(h->hash, 32, hash);
    wv_buf_format(out, "waakvlam audit head 1\n%lld\n%lld\n%s\n", (long long)h->seq,
                  (long long)h->at, hash);
}

void wv_audit_head_sign(wv_audit_head *h, const uint8_t secret[WV_SIGN_SECRET])
{
    wv_buf text;
    wv_buf_init(&text);
    head_text(h, &text);
    memcpy(h->key, secret + WV_SIGN_SECRET - WV_SIGN_PUBLIC, WV_SIGN_PUBLIC);
    if (text.failed)
        memset(h->signature, 0, sizeof h->signature);
    else
        wv_sign(secret, (wv_str){text.p, (uint32_t)text.n}, h->signature);
    wv_buf_done(&text);
}

bool wv_audit_head_holds(const wv_audit_head *h)
{
    wv_buf text;
    wv_buf_init(&text);
    head_text(h, &text);
    bool holds =
        !text.failed && wv_sign_check(h->key, (wv_str){text.p, (uint32_t)text.n}, h->signature);
    wv_buf_done(&text);
    return holds;
}

void wv_audit_head_write(const wv_audit_head *h, wv_buf *out)
{
    char hash[65], key[65], signature[129];
    wv_hex(h->hash, 32, hash);
    wv_hex(h->key, 32, key);
    wv_hex(h->signature, 64, signature);
    wv_buf_format(out,
                  "{\"schema\":\"waakvlam/1\",\"type\":\"audit_head\",\"seq\":%lld,\"at\":%lld,"
                  "\"hash\":\"%s\",\"key\":\"%s\",\"signature\":\"%s\"}\n",
                  (long long)h->seq, (long long)h->at, hash, key, signature);
}

static void take_member(wv_audit_head *h, wv_str name, const wv_json_value *v, unsigned *got)
{
    bool text = v->type == WV_JSON_STRING, number = v->type == WV_JSON_NUMBER;
    if (wv_str_is(name, "type") && text && wv_str_is(v->text, "audit_head")) *got |= 1;
    if (wv_str_is(name, "seq") && number && wv_json_integer(v->text, &h->seq)) *got |= 2;
    if (wv_str_is(name, "at") && number && wv_json_integer(v->text, &h->at)) *got |= 4;
    if (wv_str_is(name, "hash") && text && wv_unhex(v->text, h->hash, 32)) *got |= 8;
    if (wv_str_is(name, "key") && text && wv_unhex(v->text, h->key, 32)) *got |= 16;
    if (wv_str_is(name, "signature") && text && wv_unhex(v->text, h->signature, 64)) *got |= 32;
}

wv_rc wv_audit_head_read(wv_str line, wv_audit_head *out, wv_err *err)
{
    wv_arena arena;
    wv_json json;
    wv_json_error bad;
    unsigned got = 0;
    memset(out, 0, sizeof *out);
    wv_arena_init(&arena);
    wv_json_init(&json, &arena);
    wv_rc rc = wv_json_parse(&json, line, &bad);
    if (rc) rc = wv_err_set(err, WV_E_JSON, "invalid JSON");
    if (rc == WV_OK && json.values[0].type == WV_JSON_OBJECT)
        for (uint32_t i = 1; i < json.values[0].next; i = json.values[i + 1].next)
            take_member(out, json.values[i].text, &json.values[i + 1], &got);
    if (rc == WV_OK && got != 63) rc = wv_err_set(err, WV_E_RECORD, "not a head of an audit log");
    wv_json_done(&json);
    wv_arena_done(&arena);
    return rc;
}
