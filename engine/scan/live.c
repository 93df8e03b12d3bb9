/* SPDX-License-Identifier: EUPL-1.2 */
/* live.c: which sentences pass 2 reads, by what pass 1 found in its chunks.
 *
 *   chunks      |--------||----------||-----||-------------|      candidates in the second
 *   sentences   |--------||---||-----||-----||------||-----|
 *   live                   xxx  xxxxx                             a rule over one sentence
 *                xxxxxxxx  xxx  xxxxx  xxxxx                      ... over two of them
 *
 * In: the chunks with their candidates and sieves; later the sentences. Out: sentence.live, and
 * sentence.wide where a scope trigger that reaches past its sentence may stand. Neighbours: pass1.c
 * calls when a record has a candidate, sentences.c reads what is live. Invariants: a chunk is whole
 * sentences and its sieve has what theirs have, so a probe that is a candidate in no chunk is one in
 * no sentence; a rule asks for hits no further than it reaches (probe.c: two sentences back, one on).
 * Nothing noted: everything is live. Cost: the candidates, and the gates of the wide triggers a
 * chunk. */
#include "scan/scratch.h"

/* The widest of the rules that have the probe and may hold in the record. */
static wv_live_reach reach_of_probe(const wv_scratch *s, uint32_t probe)
{
    const wv_probe_use *use = &s->m->uses[probe];
    wv_live_reach widest = WV_LIVE_SENTENCE;
    for (uint32_t i = 0; i < use->count; i++) {
        if (s->asked[use->rules[i]].record != s->record_number) continue;
        wv_unit unit = s->pack->rules[use->rules[i]].unit;
        wv_live_reach reach = unit == WV_UNIT_RECORD          ? WV_LIVE_RECORD
                              : unit == WV_UNIT_TWO_SENTENCES ? WV_LIVE_TWO
                                                              : WV_LIVE_SENTENCE;
        if (reach > widest) widest = reach;
    }
    return widest;
}

static bool wide_may_stand(const wv_scratch *s, uint32_t chunk)
{
    const wv_gates *gates = &s->m->wide_cue_gates;
    const uint64_t *sieve = wv_sieve_of(s, chunk);
    for (uint32_t i = 0; i < gates->group_count; i++) {
        const wv_gate_group *group = &gates->groups[i];
        if (!(sieve[group->word] & group->bits)) continue;
        for (uint32_t g = group->first; g < group[1].first; g++)
            if (wv_gate_is_open(&gates->items[g], sieve)) return true;
    }
    return false;
}

bool wv_live_note(wv_scratch *s)
{
    if (!wv_mem_grow((void **)&s->live, &s->live_capacity, s->sentence_count, sizeof *s->live))
        return false;
    for (uint32_t c = 0; c < s->sentence_count; c++) {
        const wv_scan_sentence *chunk = &s->sentences[c];
        wv_live_chunk *live = &s->live[c];
        *live = (wv_live_chunk){.start = chunk->first_token, .wide = wide_may_stand(s, c)};
        for (uint32_t i = 0; i < chunk->candidate_count; i++) {
            wv_live_reach reach =
                reach_of_probe(s, s->candidates.items[chunk->candidates_at + i]);
            if (reach > live->reach) live->reach = reach;
        }
    }
    s->live_count = s->sentence_count;
    return true;
}

static void mark_around(wv_scratch *s, uint32_t sentence, wv_live_reach reach)
{
    uint32_t first = sentence, last = sentence, end = s->sentence_count - 1;
    if (reach == WV_LIVE_RECORD) first = 0, last = end;
    if (reach == WV_LIVE_TWO) {
        first = sentence > 2 ? sentence - 2 : 0;
        last = sentence < end ? sentence + 1 : end;
    }
    for (uint32_t t = first; t <= last; t++) s->sentences[t].live = true;
}

void wv_live_mark(wv_scratch *s)
{
    bool record = !s->live_count;
    for (uint32_t c = 0; c < s->live_count; c++) record |= s->live[c].reach == WV_LIVE_RECORD;
    for (uint32_t i = 0; i < s->sentence_count; i++) s->sentences[i].live = record;
    for (uint32_t i = 0, c = 0; i < s->sentence_count && s->live_count; i++) {
        wv_scan_sentence *at = &s->sentences[i];
        uint32_t start = s->tokens.items[at->first_token].start;
        uint32_t end = s->tokens.items[at->end_token - 1].end;
        while (c + 1 < s->live_count && s->live[c + 1].start <= start) c++;
        for (uint32_t k = c; k < s->live_count && (k == c || s->live[k].start < end); k++) {
            at->wide |= s->live[k].wide;
            if (s->live[k].reach && !record) mark_around(s, i, s->live[k].reach);
        }
    }
}
