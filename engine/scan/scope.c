/* SPDX-License-Identifier: EUPL-1.2 */
/* scope.c: from the cues of one sentence to the words they cover.
 *
 * In: what the triggers' patterns matched in a sentence. Out: wv_scope_cover, one mark for each cue
 * that holds.
 * Neighbours: the scanner matches and calls; scope_reach.c knows how far; scope_label.c reads the
 * cover.
 * Invariants: marks are in the order of their cue, then trigger, whatever the order of the hits.
 * Cost: tags once a sentence; per cue its reach plus the hits of its own trigger. Cues of a
 * sentence are few (mostly 0 to 3, at most WV_SCOPE_MARKS_MAX), so the cost stays linear in the
 * words. */
#include "scan/scope.h"

#include "scan/scope_reach.h"
#include "scan/scope_tag.h"

typedef struct run {
    const wv_scope_table *table;
    const wv_sentence *sentence;
    const wv_scope_hit *hits;
    uint32_t hit_count;
    const wv_scope_sentence *tagged; /* in out */
    wv_scope_cover *out;
} run;

static bool touches(const wv_scope_hit *a, const wv_scope_hit *b)
{
    return a->first <= b->last && b->first <= a->last;
}

/* The idiom that a cue stands in, or NULL. The longest one, then the first. */
static const wv_scope_hit *exception_of(const run *r, const wv_scope_hit *cue)
{
    const wv_scope_hit *best = NULL;
    for (uint32_t i = 0; i < r->hit_count; i++) {
        const wv_scope_hit *h = &r->hits[i];
        if (h->trigger != cue->trigger || h->part != WV_TRIGGER_EXCEPT || !touches(h, cue))
            continue;
        if (!best || h->last - h->first > best->last - best->first ||
            (h->last - h->first == best->last - best->first && h->first < best->first))
            best = h;
    }
    return best;
}

/* What the stops of a trigger leave around a cue, in word numbers of the sentence. */
static wv_reach_range limit_of(const run *r, const wv_scope_hit *cue)
{
    uint32_t base = r->sentence->first_word;
    wv_reach_range limit = {0, r->tagged->count};
    for (uint32_t i = 0; i < r->hit_count; i++) {
        const wv_scope_hit *h = &r->hits[i];
        if (h->trigger != cue->trigger || h->part != WV_TRIGGER_STOPS || touches(h, cue)) continue;
        if (h->first > cue->last && h->first - base < limit.end) limit.end = h->first - base;
        if (h->last < cue->first && h->last + 1 - base > limit.first)
            limit.first = h->last + 1 - base;
    }
    return limit;
}

/* als, toen, wanneer are cues only where they open a clause: "als kind", "net als hij", "toen ging
 * hij" do not. */
static bool is_idle_conjunction(const run *r, const wv_scope_hit *cue)
{
    uint32_t i = cue->first - r->sentence->first_word;
    const wv_scope_sentence *s = r->tagged;
    return cue->first == cue->last && (s->words[i].lex->gram & WV_GRAM(SUBORD)) &&
           !(s->tags[i] & WV_TAG_LINK);
}

static bool is_cue_here(const run *r, const wv_scope_hit *h)
{
    const wv_sentence *s = r->sentence;
    if (h->part != WV_TRIGGER_CUES || h->trigger >= r->table->count || h->last < h->first)
        return false;
    const wv_trigger *t = &r->table->triggers[h->trigger];
    return h->first >= s->first_word && h->last - s->first_word < r->tagged->count &&
           !wv_trigger_is_wide(t) && (!t->mark || t->mark == (char)s->mark);
}

static wv_span span_of(const wv_word *words, uint32_t first, uint32_t last)
{
    return (wv_span){words[first].start, words[last].end};
}

/* A cue in an idiom covers the rest of the idiom only when it negates: in "niet zelden" zelden is
 * negated. */
static void cover_idiom(const run *r, const wv_scope_hit *cue, const wv_scope_hit *idiom,
                        wv_scope_mark *mark)
{
    uint32_t base = r->sentence->first_word;
    for (uint32_t i = idiom->first; i <= idiom->last; i++)
        if ((i < cue->first || i > cue->last) && i - base < r->tagged->count)
            wv_reach_set(mark->words, i - base);
}

static bool covers_any(const wv_scope_mark *mark)
{
    for (uint32_t i = 0; i < WV_SCOPE_BITS; i++)
        if (mark->words[i]) return true;
    return false;
}

static void add_mark(run *r, const wv_word *words, const wv_scope_hit *cue)
{
    const wv_trigger *t = &r->table->triggers[cue->trigger];
    const wv_scope_hit *idiom = exception_of(r, cue);
    if ((idiom && t->label != WV_LABEL_NEGATED) || is_idle_conjunction(r, cue)) return;
    if (r->out->count == WV_SCOPE_MARKS_MAX) {
        r->out->truncated = true;
        return;
    }
    wv_scope_mark *mark = &r->out->marks[r->out->count++];
    *mark = (wv_scope_mark){.trigger = cue->trigger,
                            .label = (uint8_t)t->label,
                            .voices = t->voices,
                            .cue_first = cue->first,
                            .cue_last = cue->last,
                            .cue = span_of(words, cue->first, cue->last)};
    uint32_t base = r->sentence->first_word;
    if (idiom)
        cover_idiom(r, cue, idiom, mark);
    else
        wv_reach_cover(r->tagged, t->reach,
                       (wv_reach_range){cue->first - base, cue->last + 1 - base}, limit_of(r, cue),
                       mark->words);
    if (!covers_any(mark)) r->out->count--; /* "Schrijf die datum op": nothing is said after it */
}

static bool comes_before(const wv_scope_hit *a, const wv_scope_hit *b)
{
    if (a->first != b->first) return a->first < b->first;
    return a->last != b->last ? a->last < b->last : a->trigger < b->trigger;
}

/* The next cue after the one given, or NULL: an order that no order of hits changes. */
static const wv_scope_hit *next_cue(const run *r, const wv_scope_hit *after)
{
    const wv_scope_hit *best = NULL;
    for (uint32_t i = 0; i < r->hit_count; i++) {
        const wv_scope_hit *h = &r->hits[i];
        if (is_cue_here(r, h) && (!after || comes_before(after, h)) &&
            (!best || comes_before(h, best)))
            best = h;
    }
    return best;
}

void wv_scope_run(const wv_scope_table *table, const wv_word *words, const wv_sentence *sentence,
                  const wv_scope_hit *hits, uint32_t hit_count, wv_scope_cover *out)
{
    out->first_word = sentence->first_word;
    out->word_count = sentence->word_count;
    out->count = 0;
    out->truncated = false;
    run r = {.table = table,
             .sentence = sentence,
             .hits = hits,
             .hit_count = hit_count,
             .tagged = &out->tagged,
             .out = out};
    if (!hit_count) return;
    wv_scope_tag_words(words + sentence->first_word, sentence->word_count, &out->tagged);
    for (const wv_scope_hit *cue = next_cue(&r, NULL); cue && !out->truncated;
         cue = next_cue(&r, cue))
        add_mark(&r, words, cue);
}

void wv_scope_negated_words(const wv_scope_cover *cover, uint64_t out[WV_SCOPE_BITS])
{
    memset(out, 0, WV_SCOPE_BITS * sizeof out[0]);
    for (uint32_t m = 0; m < cover->count; m++)
        if (cover->marks[m].label == WV_LABEL_NEGATED)
            for (uint32_t i = 0; i < WV_SCOPE_BITS; i++) out[i] |= cover->marks[m].words[i];
}
