/* SPDX-License-Identifier: EUPL-1.2 */
/* pickle.c: entries and written things to bytes and back. In: plain structs, or bytes of the
 * world's. Out: bytes, or structs in a case's arena. Neighbours: keep.c. Invariant: reading what
 * was written gives what was; damaged bytes set `bad` and never read past the end. Cost: linear. */
#include "case/pickle.h"

bool wv_pickle_names_init(wv_pickle_names *names, const wv_frozen *pack, const wv_plans *plans)
{
    *names = (wv_pickle_names){.pack = pack, .plans = plans};
    wv_map_init(&names->rules);
    wv_map_init(&names->signals);
    for (uint32_t i = 0; i < pack->rule_count; i++)
        if (!wv_map_put(&names->rules, pack->rules[i].name, i, NULL)) return false;
    for (uint32_t i = 0; i < pack->ast->signal_count; i++)
        if (!wv_map_put(&names->signals, pack->ast->signals[i].slug.s, i, NULL)) return false;
    return true;
}

void wv_pickle_names_done(wv_pickle_names *names)
{
    wv_map_done(&names->rules);
    wv_map_done(&names->signals);
}

/* --- writing
 * ------------------------------------------------------------------------------------------------------
 */

/* A record is some forty bytes of its own, one at a time: each must not be a call. */
static inline void put_byte(wv_buf *out, char c)
{
    if (out->n == out->capacity) wv_buf_reserve(out, 1);
    if (!out->failed) out->p[out->n++] = c;
}

static void put_number(wv_buf *out, uint64_t n)
{
    while (n >= 0x80) {
        put_byte(out, (char)(n | 0x80));
        n >>= 7;
    }
    put_byte(out, (char)n);
}

static void put_signed(wv_buf *out, int64_t n)
{
    put_number(out, ((uint64_t)n << 1) ^ (uint64_t)(n >> 63));
}

static void put_string(wv_buf *out, wv_str s)
{
    put_number(out, s.n);
    if (s.n) wv_buf_add(out, s.p, s.n);
}

static void put_strings(wv_buf *out, const wv_str *list, uint32_t count)
{
    put_number(out, count);
    for (uint32_t i = 0; i < count; i++) put_string(out, list[i]);
}

static void put_time(wv_buf *out, wv_time t)
{
    put_signed(out, t.seconds);
    put_signed(out, t.offset_seconds);
    put_byte(out, (char)(t.known | t.has_clock << 1));
}

static void put_value(wv_buf *out, const wv_value *v)
{
    put_byte(out, (char)v->type);
    if (v->type == WV_VALUE_BOOL) put_byte(out, (char)v->boolean);
    if (v->type == WV_VALUE_NUMBER) wv_buf_add(out, &v->number, sizeof v->number);
    if (v->type == WV_VALUE_NUMBER || v->type == WV_VALUE_STRING) put_string(out, v->string);
    if (v->type == WV_VALUE_LIST) put_strings(out, v->list, v->list_count);
}

static void put_attrs(wv_buf *out, const wv_attr *attrs, uint32_t count)
{
    put_number(out, count);
    for (uint32_t i = 0; i < count; i++) {
        put_string(out, attrs[i].name);
        put_value(out, &attrs[i].value);
    }
}

static void put_note(const wv_pickle_names *names, wv_buf *out, const wv_note *n)
{
    wv_str slug = n->signal < names->pack->ast->signal_count
                      ? names->pack->ast->signals[n->signal].slug.s
                      : WV_STR("");
    put_string(out,
               n->rule < names->pack->rule_count ? names->pack->rules[n->rule].name : WV_STR(""));
    put_string(out, slug);
    put_number(out, n->told);
    put_byte(out, (char)(n->basis | n->live << 4));
    put_number(out, n->labels);
    put_number(out, n->claimed);
    put_string(out, n->actor);
    put_string(out, n->target);
}

void wv_pickle_entry(const wv_pickle_names *names, wv_buf *out, const wv_entry *e, bool waits)
{
    put_byte(out, waits ? 'D' : 'E');
    put_string(out, e->id);
    put_byte(out, (char)e->kind);
    put_time(out, e->occurred);
    put_time(out, e->received);
    const wv_entry_head *h = e->head;
    const wv_str strings[] = {h->source, h->reporter, h->from, h->channel,
                              h->code,   h->handler,  h->type};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) put_string(out, strings[i]);
    put_strings(out, e->to, e->to_count);
    put_number(out, e->person_count);
    for (uint32_t i = 0; i < e->person_count; i++) {
        put_string(out, e->persons[i].ref);
        put_byte(out, (char)e->persons[i].role);
    }
    put_attrs(out, e->attrs, e->attr_count);
    put_signed(out, e->rev);
    wv_buf_add(out, &e->content, sizeof e->content);
    put_number(out, e->note_base);
    for (uint32_t i = 0; i < e->note_base; i++) put_note(names, out, &e->notes[i]);
}

void wv_pickle_settled(wv_buf *out)
{
    put_byte(out, 'S');
}

void wv_pickle_written(const wv_pickle_names *names, wv_buf *out, const wv_written *w)
{
    put_byte(out, 'W');
    put_string(out,
               w->rule < names->pack->rule_count ? names->pack->rules[w->rule].name : WV_STR(""));
    put_byte(out, (char)(w->is_pattern | w->truncated << 1 | (w->content != NULL) << 2));
    put_number(out, w->episode);
    put_time(out, w->raised_at);
    put_byte(out, (char)w->triage);
    put_byte(out, (char)w->severity);
    put_byte(out, (char)w->basis);
    put_string(out, w->trigger);
    put_string(out, w->actor);
    put_string(out, w->target);
    put_strings(out, w->evidence, w->evidence_count);
    put_attrs(out, w->facts, w->fact_count);
    if (!w->content) return;
    put_byte(out, (char)w->line_triage);
    wv_buf_add(out, w->content, WV_LEDGER_CONTENT_BYTES);
}

void wv_pickle_void(wv_buf *out, uint32_t index)
{
    put_byte(out, 'V');
    put_number(out, index);
}

void wv_pickle_alone(wv_buf *out, wv_str id, uint64_t content, int64_t rev)
{
    put_byte(out, 'A');
    put_string(out, id);
    put_number(out, content);
    put_signed(out, rev);
}

void wv_pickle_waited(wv_buf *out, int64_t seconds)
{
    put_byte(out, 'T');
    put_signed(out, seconds);
}

void wv_pickle_credit(wv_buf *out, int64_t credit)
{
    put_byte(out, 'C');
    put_signed(out, credit);
}

void wv_pickle_edge(wv_buf *out, int64_t edge)
{
    put_byte(out, 'H');
    put_signed(out, edge);
}

static void put_rule(const wv_pickle_names *names, wv_buf *out, uint32_t rule)
{
    put_string(out, rule < names->pack->rule_count ? names->pack->rules[rule].name : WV_STR(""));
}

void wv_pickle_past(const wv_pickle_names *names, wv_buf *out, const wv_past *p)
{
    put_byte(out, 'R');
    put_rule(names, out, p->rule);
    put_byte(out, (char)(p->standing | p->truncated << 1 | p->noted << 2));
    put_number(out, p->level);
    put_number(out, p->episode);
    put_time(out, p->raised_at);
    put_byte(out, (char)p->triage);
    put_string(out, p->trigger);
    put_string(out, p->opener);
    put_number(out, p->written == UINT32_MAX ? 0 : (uint64_t)p->written + 1);
    put_strings(out, p->kinds, p->kind_count);
    put_signed(out, p->first_at);
    put_signed(out, p->last_at);
    if (!p->noted) return;
    put_note(names, out, &p->note);
    put_byte(out, (char)p->note.actor_role);
    put_byte(out, (char)p->note.target_role);
}

void wv_pickle_due(const wv_pickle_names *names, wv_buf *out, const wv_past_due *due)
{
    put_byte(out, 'P');
    put_rule(names, out, due->rule);
    put_string(out, due->trigger);
    put_signed(out, due->due);
}

void wv_pickle_day(wv_buf *out, const wv_contact_day *day)
{
    put_byte(out, 'N');
    put_signed(out, day->day);
    put_string(out, day->from);
    put_string(out, day->to);
    put_string(out, day->channel);
    put_number(out, day->count);
    put_number(out, day->unwanted);
}

/* --- reading
 * ------------------------------------------------------------------------------------------------------
 */

static uint8_t get_byte(wv_pickle_reader *r)
{
    if (r->p == r->end) r->bad = true;
    return r->bad ? 0 : *r->p++;
}

uint64_t wv_pickle_read_number(wv_pickle_reader *r)
{
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        uint8_t b = get_byte(r);
        n |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80)) return n;
    }
    r->bad = true;
    return 0;
}

int64_t wv_pickle_read_signed(wv_pickle_reader *r)
{
    uint64_t n = wv_pickle_read_number(r);
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

static void get_bytes(wv_pickle_reader *r, void *out, size_t n)
{
    if (r->bad || (size_t)(r->end - r->p) < n) {
        r->bad = true;
        memset(out, 0, n);
        return;
    }
    memcpy(out, r->p, n);
    r->p += n;
}

/* Where it stands in the log. */
static wv_str get_raw(wv_pickle_reader *r)
{
    uint64_t n = wv_pickle_read_number(r);
    if (r->bad || n > (uint64_t)(r->end - r->p)) r->bad = true;
    if (r->bad || n == 0) return (wv_str){NULL, 0};
    wv_str raw = {(const char *)r->p, (uint32_t)n};
    r->p += n;
    return raw;
}

wv_str wv_pickle_read_string(wv_pickle_reader *r)
{
    wv_str raw = get_raw(r);
    if (raw.n == 0) return raw;
    wv_str kept = wv_arena_str(r->arena, raw);
    if (!kept.p) r->bad = true;
    return kept;
}

/* A count of things of at least one byte each: more than there are bytes is damage, and no reason
 * to allocate. */
static uint32_t get_count(wv_pickle_reader *r, uint32_t max)
{
    uint64_t n = wv_pickle_read_number(r);
    if (n > max || n > (uint64_t)(r->end - r->p)) r->bad = true;
    return r->bad ? 0 : (uint32_t)n;
}

static void *room(wv_pickle_reader *r, size_t bytes)
{
    void *p = wv_arena_alloc(r->arena, bytes);
    if (!p) r->bad = true;
    return p;
}

static const wv_str *get_strings(wv_pickle_reader *r, uint32_t max, uint32_t *count)
{
    *count = get_count(r, max);
    wv_str *list = *count ? room(r, *count * sizeof *list) : NULL;
    for (uint32_t i = 0; list && i < *count; i++) list[i] = wv_pickle_read_string(r);
    if (!list) *count = 0;
    return list;
}

static wv_time get_time(wv_pickle_reader *r)
{
    wv_time t = {.seconds = wv_pickle_read_signed(r),
                 .offset_seconds = (int32_t)wv_pickle_read_signed(r)};
    uint8_t flags = get_byte(r);
    t.known = flags & 1, t.has_clock = flags & 2;
    return t;
}

static wv_value get_value(wv_pickle_reader *r)
{
    wv_value v = {.type = (wv_value_type)get_byte(r)};
    if (v.type > WV_VALUE_LIST) r->bad = true, v.type = WV_VALUE_NULL;
    if (v.type == WV_VALUE_BOOL) v.boolean = get_byte(r) != 0;
    if (v.type == WV_VALUE_NUMBER) get_bytes(r, &v.number, sizeof v.number);
    if (v.type == WV_VALUE_NUMBER || v.type == WV_VALUE_STRING) v.string = wv_pickle_read_string(r);
    if (v.type == WV_VALUE_LIST) v.list = get_strings(r, WV_ENTRY_LIST_MAX, &v.list_count);
    return v;
}

static const wv_attr *get_attrs(wv_pickle_reader *r, uint32_t *count)
{
    *count = get_count(r, WV_ENTRY_ATTRS_MAX);
    wv_attr *attrs = room(r, (*count + 1) * sizeof *attrs);
    for (uint32_t i = 0; attrs && i < *count; i++) {
        attrs[i].name = wv_pickle_read_string(r);
        attrs[i].value = get_value(r);
    }
    if (!attrs) *count = 0;
    return attrs;
}

static uint32_t named(const wv_map *map, wv_str name)
{
    uint32_t *at = name.n ? wv_map_get(map, name) : NULL;
    return at ? *at : UINT32_MAX;
}

static uint32_t learn(wv_pickle_reader *r, wv_map *map, wv_str name)
{
    uint32_t *at = name.n ? wv_map_put(map, name, map->count, NULL) : NULL;
    if (name.n && !at) r->bad = true;
    return at ? *at : UINT32_MAX;
}

static uint32_t rule_named(wv_pickle_reader *r, wv_str name)
{
    return r->names ? named(&r->names->rules, name) : learn(r, &r->learned->rules, name);
}

static uint32_t signal_named(wv_pickle_reader *r, wv_str name)
{
    return r->names ? named(&r->names->signals, name) : learn(r, &r->learned->signals, name);
}

static void get_note(wv_pickle_reader *r, wv_note *n)
{
    n->rule = rule_named(r, wv_pickle_read_string(r));
    n->signal = (uint16_t)signal_named(r, wv_pickle_read_string(r));
    n->told = n->severity = (uint8_t)wv_pickle_read_number(r);
    uint8_t flags = get_byte(r);
    n->basis = flags & 15, n->live = flags >> 4 & 1;
    n->labels = (uint32_t)wv_pickle_read_number(r);
    n->claimed = (uint32_t)wv_pickle_read_number(r);
    n->actor = wv_pickle_read_string(r);
    n->target = wv_pickle_read_string(r);
}

static void get_persons(wv_pickle_reader *r, wv_entry *e)
{
    e->person_count = get_count(r, WV_ENTRY_TO_MAX);
    wv_person *persons = room(r, (e->person_count + 1) * sizeof *persons);
    for (uint32_t i = 0; persons && i < e->person_count; i++) {
        persons[i].ref = wv_pickle_read_string(r);
        persons[i].role = (wv_role)get_byte(r);
        if (persons[i].role > WV_ROLE_PROFESSIONAL) r->bad = true;
    }
    e->persons = persons;
}

static void get_head(wv_pickle_reader *r, wv_entry *e)
{
    static const wv_entry_head none;
    wv_entry_head head;
    wv_str *strings[] = {&head.source, &head.reporter, &head.from, &head.channel,
                         &head.code,   &head.handler,  &head.type};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) *strings[i] = get_raw(r);
    e->head = r->bad ? NULL : wv_entry_head_of(r->heads, r->arena, &head);
    if (e->head) return;
    r->bad = true;
    e->head = &none;
}

void wv_pickle_read_entry(wv_pickle_reader *r, wv_entry *e)
{
    *e = (wv_entry){.id = wv_pickle_read_string(r)};
    e->kind = (wv_kind)get_byte(r);
    if (e->kind >= WV_KIND_COUNT || e->id.n == 0) r->bad = true;
    e->occurred = get_time(r);
    e->received = get_time(r);
    get_head(r, e);
    e->to = get_strings(r, WV_ENTRY_TO_MAX, &e->to_count);
    get_persons(r, e);
    e->attrs = get_attrs(r, &e->attr_count);
    e->rev = wv_pickle_read_signed(r);
    get_bytes(r, &e->content, sizeof e->content);
    e->note_count = e->note_base = e->note_capacity = get_count(r, WV_ENTRY_NOTES_MAX);
    e->notes = e->note_count ? room(r, e->note_count * sizeof *e->notes) : NULL;
    for (uint32_t i = 0; e->notes && i < e->note_count; i++) get_note(r, &e->notes[i]);
    if (!r->bad) wv_entry_set_local(r->zone, e);
}

static void get_own_line(wv_pickle_reader *r, wv_written *w)
{
    uint8_t *content = room(r, WV_LEDGER_CONTENT_BYTES);
    w->line_triage = (wv_triage)get_byte(r);
    if (w->line_triage > WV_TRIAGE_NOW) r->bad = true;
    if (content) get_bytes(r, content, WV_LEDGER_CONTENT_BYTES);
    w->content = content;
}

void wv_pickle_read_written(wv_pickle_reader *r, wv_written *w)
{
    *w = (wv_written){.standing = true, .rule = rule_named(r, wv_pickle_read_string(r))};
    uint8_t flags = get_byte(r);
    w->is_pattern = flags & 1, w->truncated = flags & 2;
    w->episode = (uint32_t)wv_pickle_read_number(r);
    w->raised_at = get_time(r);
    w->triage = (wv_triage)get_byte(r);
    if (w->triage > WV_TRIAGE_NOW) r->bad = true;
    w->severity = get_byte(r);
    w->basis = get_byte(r);
    w->trigger = wv_pickle_read_string(r);
    w->actor = wv_pickle_read_string(r);
    w->target = wv_pickle_read_string(r);
    w->evidence = get_strings(r, WV_EVIDENCE_MAX, &w->evidence_count);
    w->facts = get_attrs(r, &w->fact_count);
    if (flags & 4) get_own_line(r, w);
}

void wv_pickle_read_past(wv_pickle_reader *r, wv_past *p)
{
    *p = (wv_past){.rule = rule_named(r, wv_pickle_read_string(r))};
    uint8_t flags = get_byte(r);
    p->standing = flags & 1, p->truncated = flags & 2, p->noted = flags & 4;
    p->level = (uint32_t)wv_pickle_read_number(r);
    p->episode = (uint32_t)wv_pickle_read_number(r);
    p->raised_at = get_time(r);
    p->triage = (wv_triage)get_byte(r);
    if (p->triage > WV_TRIAGE_NOW) r->bad = true;
    p->trigger = wv_pickle_read_string(r);
    p->opener = wv_pickle_read_string(r);
    p->written = (uint32_t)wv_pickle_read_number(r) - 1;
    p->kinds = get_strings(r, WV_RAISED_KINDS_MAX, &p->kind_count);
    p->first_at = wv_pickle_read_signed(r);
    p->last_at = wv_pickle_read_signed(r);
    if (!p->noted || r->bad) return;
    get_note(r, &p->note);
    p->note.actor_role = get_byte(r);
    p->note.target_role = get_byte(r);
    p->note.made = true;
}

void wv_pickle_read_due(wv_pickle_reader *r, wv_past_due *due)
{
    due->rule = rule_named(r, wv_pickle_read_string(r));
    due->trigger = wv_pickle_read_string(r);
    due->due = wv_pickle_read_signed(r);
}

void wv_pickle_read_day(wv_pickle_reader *r, wv_contact_day *day)
{
    day->day = (int32_t)wv_pickle_read_signed(r);
    day->from = wv_pickle_read_string(r);
    day->to = wv_pickle_read_string(r);
    day->channel = wv_pickle_read_string(r);
    day->count = (uint32_t)wv_pickle_read_number(r);
    day->unwanted = (uint32_t)wv_pickle_read_number(r);
}

char wv_pickle_next(wv_pickle_reader *r)
{
    if (r->bad || r->p == r->end) return 0;
    char op = (char)get_byte(r);
    if (!memchr("EDSWVATCHRPN", op, 12)) r->bad = true;
    return r->bad ? 0 : op;
}
