/* SPDX-License-Identifier: EUPL-1.2 */
/* link.c: which loose records belong to one pair of people.
 *
 * In: records, with and without a case. Out: pairs, and for each loose record the pair it fits and
 * why. A pair is two people of whom some record tells that one is the target and the other is the
 * other; only among people of whom nobody tells that, any two who stand in two records. S3: the tip
 * names B alone, and joins because B stands in one pair only; if B stood in two, joining would hand
 * one victim's records to the other's case. Neighbours: cli/link.c. Invariant: nothing here changes
 * a record. Cost: linear in records, and in the pairs of a reference. */
#include "case/link.h"

enum { NONE = UINT32_MAX };

void wv_linker_init(wv_linker *k)
{
    *k = (wv_linker){0};
    wv_arena_init(&k->arena);
    wv_map_init(&k->refs);
    wv_map_init(&k->pair_index);
    wv_map_init(&k->id_index);
}

void wv_linker_done(wv_linker *k)
{
    wv_arena_done(&k->arena);
    wv_map_done(&k->refs);
    wv_map_done(&k->pair_index);
    wv_map_done(&k->id_index);
    wv_mem_free(k->first_pair);
    wv_mem_free(k->items);
    wv_mem_free(k->pairs);
}

wv_str wv_link_ref(const wv_linker *k, uint32_t ref)
{
    return k->refs.entries[ref].key;
}

/* --- references of one record -------------------------------------------------------------------
 */

typedef struct told { /* what one record says */
    uint32_t refs[WV_LINK_REFS_MAX], targets[WV_LINK_REFS_MAX], others[WV_LINK_REFS_MAX];
    uint32_t ref_count, target_count, other_count;
} told;

static uint32_t intern(wv_linker *k, wv_str ref)
{
    uint32_t *known = wv_map_get(&k->refs, ref);
    if (known) return *known;
    wv_str own = wv_arena_str(&k->arena, ref);
    uint32_t index = k->refs.count;
    if (!own.p || !wv_map_put(&k->refs, own, index, NULL) ||
        !wv_mem_grow((void **)&k->first_pair, &k->ref_capacity, index + 1, sizeof(uint32_t))) {
        k->failed = true;
        return NONE;
    }
    k->first_pair[index] = NONE;
    return index;
}

static void put(uint32_t *list, uint32_t *count, uint32_t ref)
{
    for (uint32_t i = 0; i < *count; i++)
        if (list[i] == ref) return;
    if (*count < WV_LINK_REFS_MAX) list[(*count)++] = ref;
}

/* `R` is any professional: it says nothing about who the case is about. */
static void note_ref(wv_linker *k, told *t, wv_str ref, wv_role role)
{
    if (ref.n == 0 || wv_str_is(ref, "R") || role == WV_ROLE_PROFESSIONAL) return;
    uint32_t index = intern(k, ref);
    if (index == NONE) return;
    put(t->refs, &t->ref_count, index);
    if (role == WV_ROLE_TARGET) put(t->targets, &t->target_count, index);
    if (role == WV_ROLE_OTHER) put(t->others, &t->other_count, index);
}

static void note_attr(wv_linker *k, told *t, const wv_record *r, const char *name, wv_role role)
{
    for (uint32_t i = 0; i < r->attr_count; i++) {
        const wv_value *v = &r->attrs[i].value;
        if (!wv_str_is(r->attrs[i].name, name)) continue;
        if (v->type == WV_VALUE_STRING) note_ref(k, t, v->string, role);
        for (uint32_t n = 0; v->type == WV_VALUE_LIST && n < v->list_count; n++)
            note_ref(k, t, v->list[n], n == 0 ? role : WV_ROLE_UNKNOWN);
    }
}

static void note_roles(wv_linker *k, told *t, const wv_record *r)
{
    for (uint32_t i = 0; i < r->attr_count; i++) {
        wv_role role = WV_ROLE_UNKNOWN;
        if (r->attrs[i].value.type != WV_VALUE_STRING) continue;
        wv_role_named(r->attrs[i].value.string, &role);
        note_ref(k, t, r->attrs[i].name, role);
    }
}

static void note_event(wv_linker *k, told *t, const wv_record *r)
{
    static const char *const names[] = {"of",      "from",  "to",    "by",
                                        "against", "about", "binds", "protects"};
    if (wv_str_is(r->type, "case.roles")) {
        note_roles(k, t, r);
        return;
    }
    if (wv_str_is(r->type, "order.imposed")) {
        note_attr(k, t, r, "against", WV_ROLE_OTHER);
        note_attr(k, t, r, "protects", WV_ROLE_TARGET);
    } else if (wv_str_is(r->type, "contact.refused") || wv_str_is(r->type, "contact.blocked")) {
        note_attr(k, t, r, "by", WV_ROLE_TARGET);
        note_attr(k, t, r, wv_str_is(r->type, "contact.refused") ? "to" : "of", WV_ROLE_OTHER);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!wv_str_is(r->type, "legal.report") || strcmp(names[i], "to") != 0)
            note_attr(k, t, r, names[i], WV_ROLE_UNKNOWN);
}

static void read_refs(wv_linker *k, told *t, const wv_record *r)
{
    for (uint32_t i = 0; i < r->person_count; i++)
        note_ref(k, t, r->persons[i].ref, r->persons[i].role);
    note_ref(k, t, r->from, WV_ROLE_UNKNOWN);
    for (uint32_t i = 0; i < r->to_count; i++) note_ref(k, t, r->to[i], WV_ROLE_UNKNOWN);
    note_ref(k, t, r->reporter, WV_ROLE_UNKNOWN);
    if (r->kind == WV_KIND_EVENT) note_event(k, t, r);
}

/* --- pairs --------------------------------------------------------------------------------------
 */

static uint32_t pair_of(wv_linker *k, uint32_t a, uint32_t b)
{
    if (wv_str_cmp(wv_link_ref(k, a), wv_link_ref(k, b)) > 0) {
        uint32_t swap = a;
        a = b, b = swap;
    }
    uint32_t both[2] = {a, b};
    wv_str key = {(const char *)both, sizeof both};
    uint32_t *known = wv_map_get(&k->pair_index, key);
    if (known) return *known;
    key = wv_arena_str(&k->arena, key);
    if (!key.p || !wv_map_put(&k->pair_index, key, k->pair_count, NULL) ||
        !wv_mem_grow((void **)&k->pairs, &k->pair_capacity, k->pair_count + 1, sizeof *k->pairs)) {
        k->failed = true;
        return NONE;
    }
    k->pairs[k->pair_count] = (wv_link_pair){.a = a, .b = b, .next = {NONE, NONE}};
    return k->pair_count++;
}

/* From now on a reference of the pair leads to it. */
static void publish(wv_linker *k, uint32_t index)
{
    wv_link_pair *p = &k->pairs[index];
    p->next[0] = k->first_pair[p->a];
    p->next[1] = k->first_pair[p->b];
    k->first_pair[p->a] = k->first_pair[p->b] = index;
}

static uint32_t next_of(const wv_linker *k, uint32_t pair, uint32_t ref)
{
    return k->pairs[pair].next[k->pairs[pair].a == ref ? 0 : 1];
}

static void tell_pairs(wv_linker *k, const told *t, const wv_record *r)
{
    for (uint32_t i = 0; i < t->target_count; i++)
        for (uint32_t n = 0; n < t->other_count; n++) {
            uint32_t at =
                t->targets[i] == t->others[n] ? NONE : pair_of(k, t->targets[i], t->others[n]);
            if (at == NONE) continue;
            wv_link_pair *p = &k->pairs[at];
            if (!p->told) publish(k, at);
            p->told = true;
            if (r->case_id.n == 0) continue;
            if (p->known_case.n && !wv_str_eq(p->known_case, r->case_id)) p->two_cases = true;
            if (p->known_case.n == 0) p->known_case = wv_arena_str(&k->arena, r->case_id);
        }
}

wv_rc wv_linker_add(wv_linker *k, const wv_record *r, wv_err *err)
{
    told t = {0};
    if (k->count == WV_LINK_RECORDS_MAX)
        return wv_err_set(err, WV_E_LIMIT, "more than %d records; link a period at a time",
                          WV_LINK_RECORDS_MAX);
    read_refs(k, &t, r);
    tell_pairs(k, &t, r);
    if (!wv_mem_grow((void **)&k->items, &k->capacity, k->count + 1, sizeof *k->items))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_link_item *item = &k->items[k->count++];
    uint32_t *refs = wv_arena_alloc(&k->arena, (t.ref_count + 1) * sizeof *refs);
    *item = (wv_link_item){.id = wv_arena_str(&k->arena, r->id),
                           .refs = refs,
                           .ref_count = t.ref_count,
                           .has_case = r->case_id.n > 0 || r->degraded & WV_DEGRADED_CASE,
                           .pair = NONE};
    memcpy(&item->content, r->content, sizeof item->content);
    if (refs) memcpy(refs, t.refs, t.ref_count * sizeof *refs);
    if (!refs || !item->id.p || k->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return WV_OK;
}

/* --- joining ------------------------------------------------------------------------------------
 */

/* The same id on two different records: a proposal by id could not say which is meant. */
static void find_clashes(wv_linker *k)
{
    for (uint32_t i = 0; i < k->count && !k->failed; i++) {
        bool added;
        if (k->items[i].has_case) continue;
        uint32_t *first = wv_map_put(&k->id_index, k->items[i].id, i, &added);
        if (!first) {
            k->failed = true;
        } else if (!added && k->items[*first].content != k->items[i].content) {
            k->items[*first].by = k->items[i].by = WV_LINK_CLASH;
        }
    }
}

static bool knows_told(const wv_linker *k, const wv_link_item *item)
{
    for (uint32_t i = 0; i < item->ref_count; i++)
        for (uint32_t p = k->first_pair[item->refs[i]]; p != NONE; p = next_of(k, p, item->refs[i]))
            if (k->pairs[p].told) return true;
    return false;
}

/* People of whom nobody told a role: two of them in one record, and in another one. */
static void find_untold(wv_linker *k)
{
    for (uint32_t i = 0; i < k->count && !k->failed; i++) {
        const wv_link_item *item = &k->items[i];
        if (item->has_case || item->by == WV_LINK_CLASH || knows_told(k, item)) continue;
        for (uint32_t x = 0; x < item->ref_count; x++)
            for (uint32_t y = x + 1; y < item->ref_count; y++) {
                uint32_t at = pair_of(k, item->refs[x], item->refs[y]);
                if (at != NONE) k->pairs[at].seen++;
            }
    }
    for (uint32_t p = 0; p < k->pair_count && !k->failed; p++)
        if (!k->pairs[p].told && k->pairs[p].seen > 1) publish(k, p);
}

static bool is_published(const wv_link_pair *p)
{
    return p->told || p->seen > 1;
}

/* Counts on past what is listed. */
static void list_pair(uint32_t pair, uint32_t *list, uint32_t *count)
{
    for (uint32_t n = 0; n < *count && n < WV_LINK_CANDIDATES_MAX; n++)
        if (list[n] == pair) return;
    if (*count < WV_LINK_CANDIDATES_MAX) list[*count] = pair;
    ++*count;
}

/* Pairs of which both people stand in the record; only without any, pairs with one of them. */
static uint32_t fits_both(const wv_linker *k, const wv_link_item *item, uint32_t *list)
{
    uint32_t count = 0;
    for (uint32_t x = 0; x < item->ref_count; x++)
        for (uint32_t y = 0; y < item->ref_count; y++) {
            uint32_t both[2] = {item->refs[x], item->refs[y]};
            const uint32_t *at =
                wv_map_get(&k->pair_index, (wv_str){(const char *)both, sizeof both});
            if (at && is_published(&k->pairs[*at])) list_pair(*at, list, &count);
        }
    return count;
}

static uint32_t fits_one(const wv_linker *k, const wv_link_item *item, uint32_t *list,
                         uint32_t *ref)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < item->ref_count; i++)
        for (uint32_t p = k->first_pair[item->refs[i]];
             p != NONE && count <= WV_LINK_CANDIDATES_MAX; p = next_of(k, p, item->refs[i])) {
            list_pair(p, list, &count);
            *ref = item->refs[i];
        }
    return count;
}

uint32_t wv_link_candidates(const wv_linker *k, const wv_link_item *item, uint32_t *pairs)
{
    uint32_t ref, count = fits_both(k, item, pairs);
    if (count == 0) count = fits_one(k, item, pairs, &ref);
    return count < WV_LINK_CANDIDATES_MAX ? count : WV_LINK_CANDIDATES_MAX;
}

static void join_item(wv_linker *k, wv_link_item *item)
{
    uint32_t list[WV_LINK_CANDIDATES_MAX], ref = NONE;
    if (item->has_case || item->by == WV_LINK_CLASH) return;
    uint32_t count = fits_both(k, item, list);
    item->by = WV_LINK_PAIR;
    if (count == 0) count = fits_one(k, item, list, &ref), item->by = WV_LINK_ONE;
    if (count == 0) item->by = WV_LINK_NOT;
    if (count > 1 || (count == 1 && k->pairs[list[0]].two_cases)) item->by = WV_LINK_AMBIGUOUS;
    if (item->by != WV_LINK_PAIR && item->by != WV_LINK_ONE) return;
    item->pair = list[0];
    item->ref = ref;
    k->pairs[item->pair].joined++;
}

wv_rc wv_linker_join(wv_linker *k, wv_err *err)
{
    find_clashes(k);
    find_untold(k);
    for (uint32_t i = 0; i < k->count && !k->failed; i++) join_item(k, &k->items[i]);
    return k->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
}

/* Two pairs never get one name: what divides is escaped within a reference. */
static void put_name(wv_buf *out, wv_str ref)
{
    for (uint32_t i = 0; i < ref.n; i++) {
        if (ref.p[i] == '+' || ref.p[i] == '%')
            wv_buf_format(out, "%%%02X", (unsigned)ref.p[i]);
        else
            wv_buf_byte(out, ref.p[i]);
    }
}

void wv_link_case(const wv_linker *k, const wv_link_pair *pair, wv_buf *out)
{
    if (pair->known_case.n) {
        wv_buf_str(out, pair->known_case);
        return;
    }
    wv_buf_text(out, "link:");
    put_name(out, wv_link_ref(k, pair->a));
    wv_buf_byte(out, '+');
    put_name(out, wv_link_ref(k, pair->b));
}
