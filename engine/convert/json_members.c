/* SPDX-License-Identifier: EUPL-1.2 */
/* json_members.c: the members of one object of an export, by name.
 *
 * In: the tape of a parsed value. Out: texts, numbers, counts. Neighbours: json_stream.c cuts the
 * value out, read/json.c parses it. Invariant: a member that no mapping names is counted. Cost: a
 * walk over the object's members a question; they have some twenty. */
#include "convert/json_stream.h"

#include <stdio.h>

uint32_t wv_json_member(const wv_json *j, uint32_t object, const char *name)
{
    const wv_json_value *o = &j->values[object];
    uint32_t key = object + 1;
    if (o->type != WV_JSON_OBJECT) return 0;
    for (uint32_t i = 0; i < o->count; i++, key = j->values[key + 1].next)
        if (wv_str_is(j->values[key].text, name))
            return j->values[key + 1].type == WV_JSON_NULL ? 0 : key + 1;
    return 0;
}

wv_str wv_json_text(const wv_json *j, uint32_t object, const char *name)
{
    uint32_t at = wv_json_member(j, object, name);
    const wv_json_value *v = &j->values[at];
    if (!at || (v->type != WV_JSON_STRING && v->type != WV_JSON_NUMBER)) return (wv_str){NULL, 0};
    return v->text;
}

bool wv_json_whole(const wv_json *j, uint32_t object, const char *name, int64_t *out)
{
    wv_str text = wv_json_text(j, object, name);
    *out = 0;
    return text.n > 0 && wv_json_integer(text, out);
}

bool wv_json_true(const wv_json *j, uint32_t object, const char *name)
{
    uint32_t at = wv_json_member(j, object, name);
    return at && j->values[at].type == WV_JSON_TRUE;
}

uint32_t wv_json_count(const wv_json *j, uint32_t object, const char *name)
{
    uint32_t at = wv_json_member(j, object, name);
    return at && j->values[at].type == WV_JSON_ARRAY ? j->values[at].count : 0;
}

void wv_json_unknown(const wv_json *j, uint32_t object, const char *where, const char *const *known,
                     wv_convert_account *account)
{
    const wv_json_value *o = &j->values[object];
    uint32_t key = object + 1;
    char name[128];
    if (o->type != WV_JSON_OBJECT) return;
    for (uint32_t i = 0; i < o->count; i++, key = j->values[key + 1].next) {
        wv_str member = j->values[key].text;
        const char *const *k = known;
        while (*k && !wv_str_is(member, *k)) k++;
        if (*k) continue;
        int n = snprintf(name, sizeof name, "%s.%.*s", where, (int)(member.n > 80 ? 80 : member.n),
                         member.p);
        wv_convert_unknown(account, (wv_str){name, (uint32_t)n});
    }
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

/* The code unit of `\uXXXX` at p, or -1. */
static long unit_at(const char *p, const char *end)
{
    long unit = 0;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u') return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* Half an emoji, and bytes that are no UTF-8, become U+FFFD: the words around them are still read.
 */
static wv_str mend_item(wv_arena *arena, wv_str raw, uint32_t *warnings)
{
    wv_buf b;
    wv_buf_init(&b);
    wv_convert_mend(&b, raw, warnings);
    char *p = b.p, *end = b.p + b.n;
    for (; p < end && !b.failed; p++) {
        if (*p != '\\') continue;
        long unit = unit_at(p, end);
        bool high = unit >= 0xD800 && unit < 0xDC00, low = unit >= 0xDC00 && unit < 0xE000;
        long second = high ? unit_at(p + 6, end) : -1;
        if (high && second >= 0xDC00 && second < 0xE000) {
            p += 11;
        } else if (high || low) {
            memcpy(p, "\\ufffd", 6);
            *warnings |= WV_CONVERT_WARN(SURROGATES);
            p += 5;
        } else {
            p++; /* the escaped byte */
        }
    }
    wv_str out = b.failed ? (wv_str){NULL, 0} : wv_arena_str(arena, (wv_str){b.p, (uint32_t)b.n});
    wv_buf_done(&b);
    return out;
}

wv_rc wv_json_item_parse(wv_json *json, const wv_json_item *item, wv_converted *out)
{
    static const struct {
        const char *reason, *message;
    } faults[] = {
        [WV_JSON_FAULT_SYNTAX] = {"bad_json", "a value that is no JSON"},
        [WV_JSON_FAULT_UTF8] = {"invalid_utf8", "a byte that is no UTF-8"},
        [WV_JSON_FAULT_DUPLICATE] = {"duplicate_key", "the same key twice in one object"},
        [WV_JSON_FAULT_DEPTH] = {"too_deep", "nested too deep"},
        [WV_JSON_FAULT_VALUES] = {"too_complex", "too many values"},
    };
    wv_json_error fault = {0};
    wv_rc rc = WV_OK;
    *out =
        (wv_converted){.kind = WV_CONVERTED_DEAD, .byte_start = item->start, .byte_end = item->end};
    if (item->broken) {
        out->dead_reason = "bad_json";
        out->dead_message = item->broken;
        return WV_E_RECORD;
    }
    if (item->too_long) {
        out->dead_reason = "too_long";
        out->dead_message = "more than 16 MiB";
        return WV_E_RECORD;
    }
    rc = wv_json_parse(json, item->bytes, &fault);
    if (rc == WV_E_JSON || rc == WV_E_UTF8) {
        uint32_t mended = 0;
        wv_json_error again;
        wv_str text = mend_item(json->arena, item->bytes, &mended);
        if (!text.p) return WV_E_NOMEM;
        if (mended && wv_json_parse(json, text, &again) == WV_OK) {
            out->warnings = mended;
            return WV_OK;
        }
    }
    if (rc == WV_OK || rc == WV_E_NOMEM) return rc;
    out->dead_reason = faults[fault.fault].reason;
    out->dead_message = faults[fault.fault].message;
    return WV_E_RECORD;
}
