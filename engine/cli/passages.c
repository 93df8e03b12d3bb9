/* SPDX-License-Identifier: EUPL-1.2 */
/* passages.c: words of a case's records, for signals that its state knows.
 *
 * The state has no texts. Whoever has the records gives them, and they are scanned again with the
 * roles of the case. In: records. Out: passages. Neighbours: scan/ finds, screening.c shows.
 * Invariant: a passage belongs to a signal that stands live in the state for the same record with
 * the same content; nothing new is judged here. Cost: a scan of the records of the case. */
#include "cli/screening.h"

#include "cli/whole.h"
#include "flag/offsets.h"
#include "read/reader.h"
#include "scan/scan.h"

typedef struct search {
    wv_passages *found;
    const wv_casebook *book;
    const wv_case_view *view;
    wv_reader reader;
    wv_scratch *scratch;
    wv_offsets offsets;
} search;

void wv_passages_init(wv_passages *p)
{
    *p = (wv_passages){0};
    wv_arena_init(&p->arena);
}

void wv_passages_done(wv_passages *p)
{
    wv_arena_done(&p->arena);
    wv_mem_free(p->items);
}

static wv_role role_of(void *ctx, wv_str ref)
{
    return wv_roles_of(ctx, ref);
}

static bool stands_in_state(const search *s, const wv_entry *e, wv_str slug)
{
    for (uint32_t n = 0; n < e->note_count; n++)
        if (e->notes[n].live && wv_str_eq(wv_casebook_slug(s->book, e->notes[n].signal), slug))
            return true;
    return false;
}

static bool is_live(const wv_finding *f)
{
    const uint32_t dead = 1u << WV_LABEL_NEGATED | 1u << WV_LABEL_TEMPLATE | 1u << WV_LABEL_FICTION;
    return !f->dropped && f->suppressed_by.n == 0 && (f->labels & dead) == 0;
}

static void put_spans(const search *s, const wv_finding *f, wv_str text, wv_buf *quote,
                      wv_buf *spans)
{
    for (uint32_t i = 0; i < f->span_count; i++) {
        wv_span at = f->spans[i];
        wv_str piece = {text.p + at.start, at.end - at.start};
        if (i) wv_buf_text(quote, " ... ");
        wv_buf_str(quote, piece);
        wv_buf_format(spans, "%s{\"start\":%u,\"end\":%u,\"text\":", i ? "," : "",
                      wv_offsets_at(&s->offsets, at.start), wv_offsets_at(&s->offsets, at.end));
        wv_buf_json(spans, piece);
        wv_buf_byte(spans, '}');
    }
}

/* Ten rules that see the same words are one passage. */
static bool is_known(const wv_passages *p, uint32_t entry, wv_str signal, wv_str quote)
{
    for (uint32_t i = p->count; i-- > 0 && p->items[i].entry == entry;)
        if (wv_str_eq(p->items[i].signal, signal) && wv_str_eq(p->items[i].quote, quote))
            return true;
    return false;
}

static bool add(search *s, uint32_t entry, const wv_finding *f, wv_str text)
{
    wv_passages *p = s->found;
    wv_buf quote, spans;
    wv_str signal = s->book->pack->rules[f->rule].signal;
    bool ok = true;
    wv_buf_init(&quote);
    wv_buf_init(&spans);
    put_spans(s, f, text, &quote, &spans);
    if (!is_known(p, entry, signal, wv_casebook_str(&quote))) {
        ok = wv_mem_grow((void **)&p->items, &p->capacity, p->count + 1, sizeof *p->items);
        wv_passage one = {entry, signal, wv_arena_str(&p->arena, wv_casebook_str(&quote)),
                          wv_arena_str(&p->arena, wv_casebook_str(&spans))};
        ok = ok && one.quote.p && one.spans.p && !quote.failed && !spans.failed;
        if (ok) p->items[p->count++] = one;
    }
    wv_buf_done(&quote);
    wv_buf_done(&spans);
    return ok;
}

static wv_rc scan_entry(search *s, uint32_t entry, const wv_record *r, wv_err *err)
{
    const wv_chronology *c = s->view->chronology;
    wv_findings found;
    wv_person persons[WV_CASE_PERSONS_MAX];
    wv_known_persons known = {persons, wv_roles_persons(c, persons)};
    wv_rc rc = wv_scan_record_in_case(s->scratch, r, known, &found, err);
    if (rc) return rc;
    /* the case's roles are asked for by reference only */
    wv_scan_resolve(s->scratch, r, role_of, (void *)(uintptr_t)c, &found);
    bool ok = wv_offsets_begin(&s->offsets, r->text);
    for (uint32_t i = 0; i < found.count && ok; i++) {
        const wv_finding *f = &found.items[i];
        wv_str slug = s->book->pack->rules[f->rule].signal;
        if (f->span_count && is_live(f) && stands_in_state(s, &c->entries[entry], slug))
            ok = add(s, entry, f, r->text);
    }
    return ok ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* A line that cannot be read is not of the case; scan makes a dead letter of it. */
static wv_rc take_line(search *s, wv_str line, wv_err *err)
{
    wv_record r;
    wv_dead dead;
    uint64_t content;
    wv_reader_reset(&s->reader);
    wv_rc rc = wv_reader_record(&s->reader, line, &r, &dead);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    uint32_t at = rc == WV_OK && wv_str_eq(r.case_id, s->view->chronology->id)
                      ? wv_chronology_find(s->view->chronology, r.id)
                      : UINT32_MAX;
    if (at == UINT32_MAX) {
        s->found->other++;
        return WV_OK;
    }
    memcpy(&content, r.content, sizeof content);
    if (content != s->view->chronology->entries[at].content) {
        s->found->strange++;
        return WV_OK;
    }
    s->found->used++;
    bool has_words = r.text.n && !s->view->chronology->entries[at].gone;
    return has_words ? scan_entry(s, at, &r, err) : WV_OK;
}

wv_rc wv_passages_read(wv_passages *p, const wv_casebook *book, const wv_case_view *view,
                       const char *path, wv_err *err)
{
    search s = {.found = p, .book = book, .view = view};
    wv_reader_options options = {0};
    wv_tz zone;
    wv_buf all;
    size_t at = 0;
    wv_str line;
    if (wv_tz_open("Europe/Amsterdam", &zone, NULL) == WV_OK) options.zone = &zone;
    wv_buf_init(&all);
    wv_reader_init(&s.reader, &options);
    wv_offsets_init(&s.offsets, WV_OFFSET_CODE_POINTS);
    wv_rc rc = wv_scratch_new(book->pack, &s.scratch, err);
    if (rc == WV_OK) rc = wv_whole_read(path, &all, err);
    while (rc == WV_OK && wv_whole_line(&all, &at, &line))
        if (line.n) rc = take_line(&s, line, err);
    wv_scratch_free(s.scratch);
    wv_offsets_done(&s.offsets);
    wv_reader_done(&s.reader);
    wv_buf_done(&all);
    return rc;
}
