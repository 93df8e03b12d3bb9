/* SPDX-License-Identifier: EUPL-1.2 */
/* cues.c: matches the patterns of the scope triggers.
 *
 * In: a scratch with hits and units. Out: scratch.cues by sentence, scratch.regions, scratch.cover.
 * Neighbours: probe.c matches patterns, scope.c gives cues their reach. Invariants: cues of a
 * sentence are sorted by first word, last word, trigger, part; hits of findings are left as they
 * were. Cost: the triggers' patterns with an open gate; a sentence without
 * one is not entered. */
#include "scan/cues.h"

/* Moves the hits that a pattern just made from the hits to the cues, once for each trigger that has
 * the pattern. */
static bool take_cues(wv_scratch *s, uint32_t sentence, uint32_t from_hit, uint32_t cue,
                      uint32_t cue_end)
{
    uint32_t base = s->words.sentences[s->sentences[sentence].words].first_word;
    for (uint32_t h = from_hit; h < s->hit_count; h++)
        for (uint32_t c = cue; c < cue_end; c++) {
            const wv_hit *hit = &s->hits[h];
            const uint32_t *words = s->hit_words.items + hit->word_at;
            if (!hit->word_count) continue;
            if (!wv_mem_grow((void **)&s->cues, &s->cue_capacity, s->cue_count + 1,
                             sizeof *s->cues))
                return false;
            s->cues[s->cue_count++] = (wv_scope_hit){.trigger = s->m->cues[c].trigger,
                                                     .part = s->m->cues[c].part,
                                                     .first = base + words[0],
                                                     .last = base + words[hit->word_count - 1]};
        }
    return true;
}

static bool comes_after(const wv_scope_hit *a, const wv_scope_hit *b)
{
    if (a->first != b->first) return a->first > b->first;
    if (a->last != b->last) return a->last > b->last;
    return a->trigger != b->trigger ? a->trigger > b->trigger : a->part > b->part;
}

/* Few cues a sentence, so insertion does. */
static void sort_cues(wv_scope_hit *cues, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        wv_scope_hit c = cues[i];
        uint32_t at = i;
        for (; at > 0 && comes_after(&cues[at - 1], &c); at--) cues[at] = cues[at - 1];
        cues[at] = c;
    }
}

/* One pattern, for all the triggers that have it. */
static wv_rc match_cue(wv_scratch *s, uint32_t sentence, uint32_t cue, uint32_t cue_end)
{
    uint32_t hits = s->hit_count, words = s->hit_words.count;
    uint32_t pattern = s->m->cues[cue].pattern, mark = s->tried_base + sentence;
    if (s->tried[pattern] == mark) return WV_OK;
    s->tried[pattern] = mark;
    wv_rc rc = wv_scan_try_pattern(s, pattern, sentence);
    if (rc == WV_OK && !take_cues(s, sentence, hits, cue, cue_end)) rc = WV_E_NOMEM;
    s->hit_count = hits;
    s->hit_words.count = words;
    return rc;
}

static wv_rc match_sentence(wv_scratch *s, uint32_t sentence, bool all)
{
    const wv_gates *gates = all ? &s->m->cue_gates : &s->m->wide_cue_gates;
    uint32_t from = s->cue_count;
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < gates->group_count && rc == WV_OK; i++) {
        const wv_gate_group *group = &gates->groups[i];
        if (!(wv_sieve_of(s, sentence)[group->word] & group->bits)) continue;
        for (uint32_t g = group->first; g < group[1].first && rc == WV_OK; g++) {
            const wv_gate *gate = &gates->items[g];
            if (wv_gate_is_open(gate, wv_sieve_of(s, sentence)))
                rc = match_cue(s, sentence, gate->path, gate->rule);
        }
    }
    sort_cues(s->cues + from, s->cue_count - from);
    return rc;
}

static bool mark_sentences(wv_scratch *s, bool all)
{
    if (!wv_mem_grow((void **)&s->cue_first, &s->cue_first_capacity, s->sentence_count + 1,
                     sizeof *s->cue_first))
        return false;
    for (uint32_t i = 0; i <= s->sentence_count; i++) s->cue_first[i] = all;
    for (uint32_t u = 0; u < s->unit_count; u++)
        for (uint32_t i = 0; i < s->units[u].hit_count; i++)
            s->cue_first[s->hits[s->unit_hits.items[s->units[u].hit_at + i]].sentence] = 1;
    return true;
}

static void make_regions(wv_scratch *s)
{
    s->region_count = wv_scope_regions_of(s->pack->scopes, s->record, s->words.words,
                                          s->words.sentences, s->words.sentence_count, s->cues,
                                          s->cue_count, s->regions, WV_SCOPE_REGIONS_MAX);
    for (uint32_t i = 0; i < s->quotes.count; i++)
        s->region_count = wv_scope_add_quote(s->quotes.items[i].span, s->regions, s->region_count,
                                             WV_SCOPE_REGIONS_MAX);
}

static wv_rc match_all(wv_scratch *s, bool all)
{
    if (!mark_sentences(s, all)) return WV_E_NOMEM;
    wv_rc rc = WV_OK;
    s->cue_count = 0;
    s->cover_sentence = UINT32_MAX;
    s->tried_base += s->sentence_count; /* what was tried before says nothing here */
    for (uint32_t i = 0; i < s->sentence_count && rc == WV_OK; i++) {
        bool wanted = s->cue_first[i];
        s->cue_first[i] = s->cue_count;
        if (s->live_count && !wanted && !s->sentences[i].wide) continue;
        rc = wv_scan_read(s, i);
        rc = rc ? rc : match_sentence(s, i, wanted);
    }
    s->cue_first[s->sentence_count] = s->cue_count;
    return rc;
}

static bool has_wide_cue(const wv_scratch *s)
{
    for (uint32_t i = 0; i < s->cue_count; i++)
        if (wv_trigger_is_wide(&s->pack->scopes->triggers[s->cues[i].trigger])) return true;
    return false;
}

/* A cue that reaches past its sentence asks where paragraphs begin and how sentences end, so then all
 * words are made, and the cues matched again, for they have numbers of words. */
static wv_rc find(wv_scratch *s, bool all)
{
    wv_rc rc = all ? wv_scan_all_words(s) : WV_OK;
    rc = rc ? rc : match_all(s, all);
    if (rc == WV_OK && !all && has_wide_cue(s)) {
        rc = wv_scan_all_words(s);
        rc = rc ? rc : match_all(s, all);
    }
    if (rc == WV_OK) make_regions(s);
    return rc;
}

wv_rc wv_cues_find(wv_scratch *s)
{
    return find(s, false);
}

wv_rc wv_cues_find_all(wv_scratch *s)
{
    return find(s, true);
}

void wv_cues_cover(wv_scratch *s, uint32_t sentence)
{
    if (s->cover_sentence == sentence) return;
    const wv_sentence *ws = &s->words.sentences[s->sentences[sentence].words];
    uint32_t first = s->cue_first[sentence];
    wv_scope_run(s->pack->scopes, s->words.words, ws, s->cues + first,
                 s->cue_first[sentence + 1] - first, &s->cover);
    s->cover_sentence = sentence;
}
