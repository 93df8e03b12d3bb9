/* SPDX-License-Identifier: EUPL-1.2 */
/* entry.c: from a record and its findings to a line of the chronology. In: borrowed record. Out:
 * entry in the case's arena. Neighbours: chronology.c. Invariant: no byte of text or title is kept;
 * a claimed number is a number. Cost: one copy of the short fields. */
#include "case/entry.h"

#include "case/claim.h"

static wv_str copy(wv_arena *a, wv_str s, bool *ok)
{
    if (s.n == 0) return (wv_str){NULL, 0};
    wv_str out = wv_arena_str(a, s);
    if (!out.p) *ok = false;
    return out;
}

static const wv_str *copy_list(wv_arena *a, const wv_str *list, uint32_t count, bool *ok)
{
    if (count == 0) return NULL;
    wv_str *out = wv_arena_alloc(a, count * sizeof *out);
    if (!out) {
        *ok = false;
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) out[i] = copy(a, list[i], ok);
    return out;
}

static uint32_t at_most(uint32_t n, uint32_t max)
{
    return n < max ? n : max;
}

/* Attributes belong to events; an event without text has nothing else to say. */
static void copy_attrs(wv_arena *a, const wv_record *r, wv_entry *e, bool *ok)
{
    uint32_t count = at_most(r->attr_count, WV_ENTRY_ATTRS_MAX);
    if (r->kind != WV_KIND_EVENT || count == 0) return;
    wv_attr *out = wv_arena_alloc(a, count * sizeof *out);
    if (!out) {
        *ok = false;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        out[i].name = copy(a, r->attrs[i].name, ok);
        out[i].value = r->attrs[i].value;
        out[i].value.string = copy(a, r->attrs[i].value.string, ok);
        out[i].value.list_count = at_most(out[i].value.list_count, WV_ENTRY_LIST_MAX);
        out[i].value.list = copy_list(a, r->attrs[i].value.list, out[i].value.list_count, ok);
    }
    e->attrs = out;
    e->attr_count = count;
}

static void copy_persons(wv_arena *a, const wv_record *r, wv_entry *e, bool *ok)
{
    uint32_t count = at_most(r->person_count, WV_ENTRY_TO_MAX);
    wv_person *out = count ? wv_arena_alloc(a, count * sizeof *out) : NULL;
    if (count && !out) {
        *ok = false;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        out[i] = (wv_person){.ref = copy(a, r->persons[i].ref, ok), .role = r->persons[i].role};
    e->persons = out;
    e->person_count = count;
}

/* "Geen geweld" is no act, and neither is a leaflet pasted into a mutation. */
static bool is_live(const wv_finding *f)
{
    const uint32_t dead = 1u << WV_LABEL_NEGATED | 1u << WV_LABEL_TEMPLATE | 1u << WV_LABEL_FICTION;
    return !f->dropped && f->suppressed_by.n == 0 && (f->labels & dead) == 0;
}

static bool same_note(const wv_note *n, const wv_note *other)
{
    return n->signal == other->signal && n->live == other->live &&
           wv_str_eq(n->actor, other->actor) && wv_str_eq(n->target, other->target);
}

/* One note for each (signal, direction): ten rules that see one threat are one threat. The highest
 * severity stays. */
static void add_note(wv_entry *e, wv_note note, wv_note *room)
{
    for (uint32_t i = 0; i < e->note_count; i++) {
        if (!same_note(&room[i], &note)) continue;
        if (note.severity > room[i].severity)
            room[i].severity = room[i].told = note.severity, room[i].rule = note.rule;
        if (note.basis < room[i].basis) room[i].basis = note.basis;
        if (note.claimed > room[i].claimed) room[i].claimed = note.claimed;
        return;
    }
    if (e->note_count < WV_ENTRY_NOTES_MAX) room[e->note_count++] = note;
}

static void copy_notes(wv_arena *a, const wv_frozen *pack, const uint16_t *signal_of_rule,
                       const wv_record *r, const wv_finding *findings, uint32_t count, wv_entry *e,
                       bool *ok)
{
    wv_note room[WV_ENTRY_NOTES_MAX];
    for (uint32_t i = 0; i < count; i++) {
        const wv_finding *f = &findings[i];
        const wv_frozen_rule *rule = &pack->rules[f->rule];
        if (rule->experimental || rule->disabled) continue; /* shadow rules never raise an alert */
        wv_note note = {.rule = f->rule,
                        .signal = signal_of_rule[f->rule],
                        .severity = f->severity,
                        .told = f->severity,
                        .basis = (uint8_t)f->basis,
                        .live = is_live(f),
                        .labels = f->labels,
                        .claimed = wv_claim_of(r->text, f->spans, f->span_count),
                        .actor = f->actor,
                        .target = f->target};
        add_note(e, note, room);
    }
    e->note_base = e->note_count;
    e->note_capacity = e->note_count; /* correlations make room when they add theirs */
    if (e->note_count == 0) return;
    e->notes = wv_arena_alloc(a, e->note_count * sizeof *e->notes);
    if (!e->notes) {
        *ok = false;
        return;
    }
    for (uint32_t i = 0; i < e->note_count; i++) {
        e->notes[i] = room[i];
        e->notes[i].actor = copy(a, room[i].actor, ok);
        e->notes[i].target = copy(a, room[i].target, ok);
    }
}

static bool same_head(const wv_entry_head *a, const wv_entry_head *b)
{
    return wv_str_eq(a->source, b->source) && wv_str_eq(a->reporter, b->reporter) &&
           wv_str_eq(a->from, b->from) && wv_str_eq(a->channel, b->channel) &&
           wv_str_eq(a->code, b->code) && wv_str_eq(a->handler, b->handler) &&
           wv_str_eq(a->type, b->type);
}

const wv_entry_head *wv_entry_head_of(wv_entry_heads *heads, wv_arena *arena,
                                      const wv_entry_head *said)
{
    for (uint32_t i = 0; i < WV_ENTRY_HEADS && heads->recent[i]; i++)
        if (same_head(heads->recent[i], said)) return heads->recent[i];
    bool ok = true;
    wv_entry_head *head = wv_arena_alloc(arena, sizeof *head);
    if (!head) return NULL;
    *head = (wv_entry_head){copy(arena, said->source, &ok),   copy(arena, said->reporter, &ok),
                            copy(arena, said->from, &ok),     copy(arena, said->channel, &ok),
                            copy(arena, said->code, &ok),     copy(arena, said->handler, &ok),
                            copy(arena, said->type, &ok)};
    heads->recent[heads->next++ % WV_ENTRY_HEADS] = head;
    return ok ? head : NULL;
}

static void set_clocks(const wv_tz *zone, const wv_record *r, wv_entry *e)
{
    e->occurred = r->occurred_at.known ? r->occurred_at : r->received_at;
    e->received = r->received_at.known ? r->received_at : r->occurred_at;
    wv_entry_set_local(zone, e);
}

wv_note *wv_entry_note(wv_arena *arena, wv_entry *e)
{
    if (e->note_count == e->note_capacity) { /* arenas do not grow in place: copy, now and then */
        uint32_t capacity = e->note_capacity + 8;
        wv_note *notes = wv_arena_alloc(arena, capacity * sizeof *notes);
        if (!notes) return NULL;
        if (e->note_count) memcpy(notes, e->notes, e->note_count * sizeof *notes);
        e->notes = notes, e->note_capacity = capacity;
    }
    return &e->notes[e->note_count++];
}

void wv_entry_set_local(const wv_tz *zone, wv_entry *e)
{
    int64_t local = e->occurred.seconds + wv_tz_offset(zone, e->occurred.seconds);
    int64_t day = local / 86400 - (local % 86400 < 0);
    e->day = (int32_t)day;
    e->night = e->occurred.has_clock && local - day * 86400 < 6 * 3600;
}

wv_rc wv_entry_make(wv_arena *arena, wv_entry_heads *heads, const wv_frozen *pack,
                    const uint16_t *signal_of_rule, const wv_tz *zone, const wv_record *r,
                    const wv_finding *findings, uint32_t count, wv_entry *out)
{
    bool ok = true;
    *out = (wv_entry){.kind = r->kind, .rev = r->rev};
    out->id = copy(arena, r->id, &ok);
    const wv_entry_head head = {r->source, r->reporter, r->from, r->channel,
                                r->code,   r->handler,  r->type};
    out->head = wv_entry_head_of(heads, arena, &head);
    if (!out->head) return WV_E_NOMEM;
    out->to_count = at_most(r->to_count, WV_ENTRY_TO_MAX);
    out->to = copy_list(arena, r->to, out->to_count, &ok);
    memcpy(&out->content, r->content, sizeof out->content);
    set_clocks(zone, r, out);
    copy_attrs(arena, r, out, &ok);
    copy_persons(arena, r, out, &ok);
    copy_notes(arena, pack, signal_of_rule, r, findings, count, out, &ok);
    return ok ? WV_OK : WV_E_NOMEM;
}

const wv_value *wv_entry_attr(const wv_entry *entry, wv_str name)
{
    for (uint32_t i = 0; i < entry->attr_count; i++)
        if (wv_str_eq(entry->attrs[i].name, name)) return &entry->attrs[i].value;
    return NULL;
}

static int cmp64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int wv_entry_cmp(const wv_entry *a, const wv_entry *b)
{
    int c = cmp64(a->received.seconds, b->received.seconds);
    if (c == 0) c = cmp64(a->occurred.seconds, b->occurred.seconds);
    return c ? c : wv_str_cmp(a->id, b->id);
}
