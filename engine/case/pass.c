/* SPDX-License-Identifier: EUPL-1.2 */
/* pass.c: the case stage's seat until case/case.c stands: records pass through, judged alone.
 *
 * In and out as case.h says, without chronology: meet keeps 40 bytes a record to tell `seen` from `id_conflict`, role
 * knows the record's persons, take adds nothing. It gives way by itself once case/case.c is there. */
#if !__has_include("case/case.c")

#include "case/case.h"

#include "base/map.h"
#include "base/mem.h"

typedef struct met { /* in the arena, so that the map's borrowed key stays put */
    uint64_t name[2]; /* hash of case and id, from both ends */
    uint8_t content[32];
    int64_t rev;
} met;

struct wv_cases {
    wv_arena arena;
    wv_map names;
    met **items;
    uint32_t capacity;
};

wv_rc wv_cases_new(const wv_frozen *pack, const wv_cases_options *options, wv_cases **out,
                   wv_diags *diags, wv_err *err)
{
    (void)pack, (void)options, (void)diags;
    wv_cases *c = wv_mem_new(sizeof *c);
    if (!c) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_arena_init(&c->arena);
    wv_map_init(&c->names);
    *out = c;
    return WV_OK;
}

wv_rc wv_cases_check_rules(const wv_frozen *pack, wv_diags *diags, wv_err *err)
{
    (void)pack, (void)diags, (void)err;
    return WV_OK;
}

static met name_of(const wv_record *r)
{
    met m = {.rev = r->rev};
    uint64_t a = wv_hash64(r->case_id.p, r->case_id.n), b = wv_hash64(r->id.p, r->id.n);
    uint64_t ab[3] = {a, b, r->case_id.n}, ba[3] = {b, r->id.n, a};
    m.name[0] = wv_hash64(ab, sizeof ab);
    m.name[1] = wv_hash64(ba, sizeof ba);
    memcpy(m.content, r->content, sizeof m.content);
    return m;
}

wv_rc wv_cases_meet(wv_cases *c, const wv_record *r, wv_case_outcome *outcome, wv_err *err)
{
    met now = name_of(r);
    wv_str key = {(const char *)now.name, sizeof now.name};
    uint32_t *at = wv_map_get(&c->names, key);
    *outcome = r->case_id.n ? WV_CASE_TAKEN : WV_CASE_ALONE;
    if (at) {
        met *before = c->items[*at];
        if (memcmp(before->content, now.content, sizeof now.content) == 0) *outcome = WV_CASE_SEEN;
        else if (r->case_id.n && r->rev <= before->rev) *outcome = WV_CASE_CONFLICT;
        else *before = now;
        return WV_OK;
    }
    met *kept = wv_arena_alloc(&c->arena, sizeof *kept);
    uint32_t index = c->names.count;
    if (!kept || !wv_mem_grow((void **)&c->items, &c->capacity, index + 1, sizeof *c->items))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    *kept = now;
    c->items[index] = kept;
    key.p = (const char *)kept->name;
    if (!wv_map_put(&c->names, key, index, NULL))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return WV_OK;
}

wv_role wv_cases_role(void *voice, wv_str ref)
{
    const wv_case_voice *v = voice;
    for (uint32_t i = 0; i < v->record->person_count; i++)
        if (wv_str_eq(v->record->persons[i].ref, ref)) return v->record->persons[i].role;
    return WV_ROLE_UNKNOWN;
}

wv_rc wv_cases_take(wv_cases *c, const wv_record *record, wv_finding *findings, uint32_t count,
                    wv_case_result *result, wv_err *err)
{
    (void)c, (void)findings, (void)count, (void)err;
    *result = (wv_case_result){.raised_at = record->received_at};
    return WV_OK;
}

wv_rc wv_cases_as_of(wv_cases *c, wv_time at, wv_case_result *result, bool *more, wv_err *err)
{
    (void)c, (void)at, (void)err;
    *result = (wv_case_result){0};
    *more = false;
    return WV_OK;
}

wv_rc wv_cases_flush(wv_cases *c, wv_err *err)
{
    (void)c, (void)err;
    return WV_OK;
}

void wv_cases_free(wv_cases *c)
{
    if (!c) return;
    wv_map_done(&c->names);
    wv_mem_free(c->items);
    wv_arena_done(&c->arena);
    wv_mem_free(c);
}

#endif
