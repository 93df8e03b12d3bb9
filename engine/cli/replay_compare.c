/* SPDX-License-Identifier: EUPL-1.2 */
/* replay_compare.c: what stands at the end of an output, and how two of them differ.
 *
 * In: lines of two outputs. Out: a line a difference. Neighbours: replay.c, replay_write.c. Invariant: lines meet
 * by the key that does not depend on the pack (flag/id.h), never by their order; what a revision
 * took back does not stand. Suppressed, dropped and shadow findings are passed on both sides, so
 * outputs with and without --all compare. Cost: both outputs in memory, without scopes and texts
 * that were not found. */
#include "cli/replay.h"

#include "base/mem.h"

#include <stdlib.h>

void wv_standing_init(wv_standing *s)
{
    *s = (wv_standing){0};
    wv_arena_init(&s->arena);
    wv_arena_init(&s->scratch);
    wv_json_init(&s->json, &s->scratch);
    wv_map_init(&s->by_key);
    wv_map_init(&s->by_id);
    wv_map_init(&s->records);
}

void wv_standing_done(wv_standing *s)
{
    wv_json_done(&s->json);
    wv_map_done(&s->by_key);
    wv_map_done(&s->by_id);
    wv_map_done(&s->records);
    wv_arena_done(&s->arena);
    wv_arena_done(&s->scratch);
    wv_mem_free(s->items);
    wv_mem_free(s->revisions);
}

/* --- reading ------------------------------------------------------------------------------------
 */

/* Tape index of a member's value, 0 when it is not there. */
static uint32_t member(const wv_json *json, uint32_t object, const char *name)
{
    uint32_t at = object + 1;
    if (json->values[object].type != WV_JSON_OBJECT) return 0;
    for (uint32_t i = 0; i < json->values[object].count; i++) {
        if (wv_str_is(json->values[at].text, name)) return at + 1;
        at = json->values[at + 1].next;
    }
    return 0;
}

static wv_str text_of(const wv_json *json, uint32_t object, const char *name)
{
    uint32_t at = member(json, object, name);
    return at && json->values[at].type == WV_JSON_STRING ? json->values[at].text : (wv_str){"", 0};
}

/* `,"name":value` with the value's own bytes. */
static void copy_member(const wv_json *json, wv_str line, uint32_t object, const char *name,
                        wv_buf *out)
{
    uint32_t at = member(json, object, name);
    if (!at) return;
    const wv_json_value *v = &json->values[at];
    if (out->n && out->p[out->n - 1] != '{') wv_buf_byte(out, ',');
    wv_buf_format(out, "\"%s\":", name);
    wv_buf_add(out, line.p + v->start, v->end - v->start);
}

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* Items of one key and of one line hang behind each other; the maps hold the first. */
static wv_rc add(wv_standing *s, wv_str key, wv_str id, const wv_buf *about, const wv_buf *content,
                 wv_err *err)
{
    if (about->failed || content->failed ||
        !wv_mem_grow((void **)&s->items, &s->capacity, s->count + 1, sizeof *s->items))
        return no_memory(err);
    uint32_t index = s->count++;
    wv_standing_item *item = &s->items[index];
    *item = (wv_standing_item){
        .key = wv_arena_str(&s->arena, key),
        .id = wv_arena_str(&s->arena, id),
        .about = wv_arena_str(&s->arena, (wv_str){about->p, (uint32_t)about->n}),
        .content = wv_arena_str(&s->arena, (wv_str){content->p, (uint32_t)content->n}),
        .next = UINT32_MAX,
        .line = s->lines};
    if (!item->key.p || !item->id.p || !item->about.p || !item->content.p) return no_memory(err);
    bool added;
    uint32_t *first = wv_map_put(&s->by_key, item->key, index, &added);
    if (!first || !wv_map_put(&s->by_id, item->id, index, NULL)) return no_memory(err);
    if (!added) item->next = *first, *first = index; /* the newest first: order is made later */
    const uint32_t *record = wv_map_put_in(&s->records, &s->arena, text_of(&s->json, 0, "key"),
                                           s->records.count, NULL);
    if (!record) return no_memory(err);
    item->record = *record;
    return WV_OK;
}

static wv_rc take_finding(wv_standing *s, wv_str line, uint32_t at, wv_err *err)
{
    const wv_json *json = &s->json;
    uint32_t suppressed = member(json, at, "suppressed"), spans = member(json, at, "spans");
    bool live = suppressed && json->values[suppressed].type == WV_JSON_NULL &&
                !member(json, at, "dropped") && !member(json, at, "shadow");
    wv_buf about, content;
    if (!live) return WV_OK;
    wv_buf_init(&about);
    wv_buf_init(&content);
    wv_buf_text(&about, "\"of\":\"finding\"");
    copy_member(json, line, 0, "case", &about);
    copy_member(json, line, 0, "record", &about);
    copy_member(json, line, at, "signal", &about);
    copy_member(json, line, at, "rule", &about);
    wv_buf_byte(&content, '{');
    copy_member(json, line, at, "severity", &content);
    copy_member(json, line, at, "basis", &content);
    copy_member(json, line, at, "direction", &content);
    wv_buf_text(&content, ",\"spans\":[");
    uint32_t span = spans + 1;
    for (uint32_t i = 0; spans && i < json->values[spans].count; i++) {
        if (i) wv_buf_byte(&content, ','); /* by text: offsets have units */
        wv_buf_json(&content, text_of(json, span, "text"));
        span = json->values[span].next;
    }
    wv_buf_text(&content, "]}");
    wv_rc rc = add(s, text_of(json, at, "key"), text_of(json, 0, "id"), &about, &content, err);
    wv_buf_done(&about);
    wv_buf_done(&content);
    return rc;
}

static wv_rc take_alert(wv_standing *s, wv_str line, wv_err *err)
{
    const wv_json *json = &s->json;
    wv_buf about, content;
    wv_buf_init(&about);
    wv_buf_init(&content);
    wv_buf_text(&about, "\"of\":\"alert\"");
    copy_member(json, line, 0, "case", &about);
    copy_member(json, line, 0, "pattern", &about);
    wv_buf_byte(&content, '{');
    copy_member(json, line, 0, "rule", &content);
    copy_member(json, line, 0, "triage", &content);
    copy_member(json, line, 0, "raised_at", &content);
    copy_member(json, line, 0, "evidence", &content);
    wv_buf_byte(&content, '}');
    wv_rc rc = add(s, text_of(json, 0, "key"), text_of(json, 0, "id"), &about, &content, err);
    wv_buf_done(&about);
    wv_buf_done(&content);
    return rc;
}

static wv_rc take_revision(wv_standing *s, wv_err *err)
{
    uint32_t standing = member(&s->json, 0, "standing");
    wv_str of = text_of(&s->json, 0, "of"), key = text_of(&s->json, 0, "key");
    const uint32_t *first = wv_map_get(&s->by_id, of);
    if (!first || !standing) return WV_OK;
    if (!wv_mem_grow((void **)&s->revisions, &s->revision_capacity, s->revision_count + 1,
                     sizeof *s->revisions))
        return no_memory(err);
    s->revisions[s->revision_count++] = (wv_standing_revision){s->items[*first].id, s->lines};
    for (uint32_t i = *first; i < s->count && wv_str_eq(s->items[i].id, of); i++)
        if (wv_str_eq(s->items[i].key, key)) /* of a line with more findings only this one */
            s->items[i].gone = s->json.values[standing].type == WV_JSON_FALSE;
    return WV_OK;
}

wv_rc wv_standing_take(wv_standing *s, wv_str line, wv_err *err)
{
    wv_json_error error;
    wv_arena_reset(&s->scratch);
    s->lines++;
    wv_rc rc = wv_json_parse(&s->json, line, &error);
    if (rc == WV_E_NOMEM) return no_memory(err);
    wv_str type = rc ? (wv_str){"", 0} : text_of(&s->json, 0, "type");
    if (wv_str_is(type, "revision")) return take_revision(s, err);
    if (wv_str_is(type, "alert")) return take_alert(s, line, err);
    uint32_t findings = wv_str_is(type, "flag") ? member(&s->json, 0, "findings") : 0;
    if (!findings)
        return wv_err_set(err, WV_E_RECORD, "line %llu is no line that scan writes",
                          (unsigned long long)s->lines);
    uint32_t at = findings + 1;
    for (uint32_t i = 0; i < s->json.values[findings].count && rc == WV_OK; i++) {
        rc = take_finding(s, line, at, err);
        at = s->json.values[at].next;
    }
    return rc;
}

/* --- comparing ----------------------------------------------------------------------------------
 */

static int by_bytes(const void *a, const void *b)
{
    return wv_str_cmp(*(const wv_str *)a, *(const wv_str *)b);
}

/* All that stands under a key, sorted: two findings of one rule in one record share theirs. */
static bool content_of(const wv_standing *s, wv_str key, wv_buf *out)
{
    const uint32_t *first = wv_map_get(&s->by_key, key);
    uint32_t count = 0;
    for (uint32_t i = first ? *first : UINT32_MAX; i != UINT32_MAX; i = s->items[i].next)
        count += !s->items[i].gone;
    if (count == 0) return false;
    wv_str *list = wv_mem_new(count * sizeof *list);
    if (!list) {
        out->failed = true;
        return true;
    }
    count = 0;
    for (uint32_t i = *first; i != UINT32_MAX; i = s->items[i].next)
        if (!s->items[i].gone) list[count++] = s->items[i].content;
    qsort(list, count, sizeof *list, by_bytes);
    wv_buf_byte(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_str(out, list[i]);
    }
    wv_buf_byte(out, ']');
    wv_mem_free(list);
    return true;
}

static void put_line(wv_buf *out, const char *change, const wv_standing_item *item,
                     const wv_buf *was, const wv_buf *is)
{
    wv_buf_format(out, "{\"schema\":\"waakvlam/1\",\"type\":\"replay\",\"change\":\"%s\",", change);
    wv_buf_str(out, item->about);
    wv_buf_text(out, ",\"key\":");
    wv_buf_json(out, item->key);
    if (was->n) wv_buf_text(out, ",\"was\":"), wv_buf_add(out, was->p, was->n);
    if (is->n) wv_buf_text(out, ",\"is\":"), wv_buf_add(out, is->p, is->n);
    wv_buf_text(out, "}\n");
    if (was->failed || is->failed) out->failed = true;
}

static void mark_key(wv_standing *is, wv_str key)
{
    const uint32_t *first = wv_map_get(&is->by_key, key);
    for (uint32_t i = first ? *first : UINT32_MAX; i != UINT32_MAX; i = is->items[i].next)
        is->items[i].differs = !is->items[i].gone;
}

static void compare_key(const wv_standing *was, wv_standing *is, const wv_standing_item *item,
                        bool gone_only, wv_buf *out, wv_replay_counts *n)
{
    wv_buf old, new;
    wv_buf_init(&old);
    wv_buf_init(&new);
    bool stood = content_of(was, item->key, &old), stands = content_of(is, item->key, &new);
    bool same = stood && stands && old.n == new.n &&memcmp(old.p, new.p, old.n) == 0;
    if (gone_only) {
        if (stood && !stands) n->gone++, put_line(out, "gone", item, &old, &new);
    } else if (same) {
        n->same++;
    } else if (stands) {
        put_line(out, stood ? "changed" : "new", item, &old, &new);
        mark_key(is, item->key);
        n->changed += stood, n->fresh += !stood;
    }
    wv_buf_done(&old);
    wv_buf_done(&new);
}

static wv_rc each_key(const wv_standing *of, const wv_standing *was, wv_standing *is,
                      bool gone_only, wv_buf *out, wv_replay_counts *n, wv_err *err)
{
    for (uint32_t i = 0; i < of->by_key.count; i++) { /* in insertion order: by first lines */
        compare_key(was, is, &of->items[of->by_key.entries[i].value], gone_only, out, n);
        if (out->failed) return no_memory(err);
    }
    return WV_OK;
}

wv_rc wv_replay_compare(const wv_standing *was, wv_standing *is, wv_buf *out,
                        wv_replay_counts *counts, wv_err *err)
{
    *counts = (wv_replay_counts){0};
    wv_rc rc = each_key(is, was, is, false, out, counts, err);
    return rc ? rc : each_key(was, was, is, true, out, counts, err);
}
