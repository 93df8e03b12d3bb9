/* SPDX-License-Identifier: EUPL-1.2 */
/* scan.c: one record through the scan stage.
 *
 *   pass1.c -> live.c -> sentences.c -> sieve.c -> probe.c -> evaluate.c -> cues.c, findings.c
 *
 * In: a record. Out: its findings in the scratch. Neighbours: run/ calls; resolve.c comes after, in
 * input order. Invariants: one record leaves nothing behind but memory and remembered words. Cost:
 * see the steps; an empty record none. */
#include "scan/scratch.h"

wv_rc wv_scratch_new(const wv_frozen *pack, wv_scratch **out, wv_err *err)
{
    wv_scratch *s = wv_mem_new(sizeof *s);
    if (!s) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    s->pack = pack;
    s->m = pack->matcher;
    wv_lex_memo_init(&s->memo, wv_scan_fill, s);
    wv_arena_init(&s->set_arena);
    wv_map_init(&s->set_ids);
    wv_tokens_init(&s->tokens);
    wv_tokens_init(&s->spare_tokens);
    bool pieces = wv_piece_memo_init(&s->pieces);
    wv_quotes_init(&s->quotes);
    wv_words_init(&s->words);
    uint32_t probes = s->m->pattern_count + s->m->regex_count;
    s->tried = wv_mem_new((probes + 1) * sizeof *s->tried);
    s->probe_hits = wv_mem_new((probes + 1) * sizeof *s->probe_hits);
    s->marks = wv_mem_new((pack->rule_count + 1) * sizeof *s->marks);
    s->asked = wv_mem_new((pack->rule_count + 1) * sizeof *s->asked);
    wv_rc rc = s->tried && s->probe_hits && s->marks && s->asked && pieces ? WV_OK : WV_E_NOMEM;
    s->tried_base = 1;
    rc = rc ? rc : wv_scan_memo_begin(s);
    rc = rc ? rc : wv_lattice_init(&s->lattice, s->m);
    rc = rc ? rc : wv_sketch_init(&s->sketch, s->m->pattern_count);
    rc = rc ? rc : wv_regex_room_new(&s->room);
    if (rc != WV_OK) {
        wv_scratch_free(s);
        return wv_err_set(err, rc, "out of memory");
    }
    *out = s;
    return WV_OK;
}

void wv_scratch_free(wv_scratch *s)
{
    if (!s) return;
    wv_lex_memo_done(&s->memo);
    wv_arena_done(&s->set_arena);
    wv_map_done(&s->set_ids);
    wv_tokens_done(&s->tokens);
    wv_tokens_done(&s->spare_tokens);
    wv_piece_memo_done(&s->pieces);
    wv_named_done(&s->named);
    wv_quotes_done(&s->quotes);
    wv_words_done(&s->words);
    wv_lattice_done(&s->lattice);
    wv_sketch_done(&s->sketch);
    wv_regex_room_free(s->room);
    void *arrays[] = {s->sets,
                      s->sentences,
                      s->live,
                      s->tried,
                      s->asked,
                      s->sieves,
                      s->probe_hits,
                      s->marks,
                      s->keys.items,
                      s->wants.items,
                      s->seen.items,
                      s->hits,
                      s->hit_words.items,
                      s->candidates.items,
                      s->hit_order.items,
                      s->classes.items,
                      s->piece_sets.items,
                      s->keyed.items,
                      s->chunk_pieces.items,
                      s->units,
                      s->unit_hits.items,
                      s->cues,
                      s->cue_first,
                      s->spans,
                      s->findings,
                      s->whys};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) wv_mem_free(arrays[i]);
    wv_mem_free(s);
}

/* Marks of earlier records are known by their numbers, so that nothing of the size of the pack is
 * cleared for a record. */
static void number_record(wv_scratch *s)
{
    uint32_t probes = s->m->pattern_count + s->m->regex_count;
    s->tried_base += s->sentence_count;
    if (s->tried_base < UINT32_MAX / 2 && s->record_number < UINT32_MAX) {
        s->record_number++;
        return;
    }
    memset(s->tried, 0, probes * sizeof *s->tried);
    memset(s->probe_hits, 0, probes * sizeof *s->probe_hits);
    memset(s->marks, 0, s->pack->rule_count * sizeof *s->marks);
    memset(s->asked, 0, s->pack->rule_count * sizeof *s->asked);
    wv_sketch_forget(&s->sketch);
    s->tried_base = s->record_number = 1;
}

static wv_rc begin_record(wv_scratch *s, const wv_record *record)
{
    wv_rc rc = wv_scan_memo_trim(s);
    number_record(s); /* by the sentences of the record before */
    s->record = record;
    s->text = record->text;
    s->no_memory = s->quotes_known = s->hits_cut = s->chunks = s->chunked = false;
    s->quotes.count = s->named.count = 0;
    s->live_count = 0;
    s->sentence_count = s->hit_count = s->unit_count = s->cue_count = s->region_count = 0;
    s->keyed.count = s->chunk_pieces.count = s->candidates.count = s->hit_words.count = 0;
    s->hit_order.count = s->unit_hits.count = 0;
    s->keys.count = s->wants.count = s->seen.count = 0;
    s->span_count = s->finding_count = s->why_count = 0;
    s->lattice_sentence = s->cover_sentence = UINT32_MAX;
    s->lattice.cut = false;
    wv_words_clear(&s->words);
    return rc;
}

static wv_rc scan(wv_scratch *s, const wv_record *record)
{
    bool candidate = true;
    wv_rc rc = wv_named_find(record, s->known, &s->named);
    if (rc == WV_OK && !s->trace.sentence) rc = wv_scan_pass1(s, &candidate);
    if (rc != WV_OK || !candidate) return rc;
    rc = wv_scan_sentences(s, record);
    rc = rc ? rc : wv_scan_sieve(s);
    rc = rc ? rc : wv_scan_probe(s);
    if (rc == WV_OK && s->hit_count) rc = wv_scan_evaluate(s);
    return rc ? rc : wv_scan_findings(s);
}

wv_rc wv_scan_record(wv_scratch *s, const wv_record *record, wv_findings *out, wv_err *err)
{
    return wv_scan_record_in_case(s, record, (wv_known_persons){NULL, 0}, out, err);
}

wv_rc wv_scan_record_in_case(wv_scratch *s, const wv_record *record, wv_known_persons known,
                             wv_findings *out, wv_err *err)
{
    s->known = known;
    *out = (wv_findings){0};
    wv_rc rc = begin_record(s, record);
    if (rc == WV_OK && record->kind != WV_KIND_EVENT && record->text.n) rc = scan(s, record);
    s->stale |= rc != WV_OK;
    if (rc != WV_OK) return wv_err_set(err, rc, "%s", wv_rc_text(rc));
    *out = (wv_findings){s->findings, s->finding_count,
                         s->unit_count > WV_FINDINGS_MAX || s->hits_cut};
    return WV_OK;
}
