/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_label.c: from covered words to the labels of one match.
 *
 * In: the cover of a sentence, the regions of the record, the words of a match. Out: a mask of
 * labels with reasons.
 * Neighbours: scope.c and scope_region.c make what it reads; the scanner joins the labels of a
 * finding's matches and applies the rule's actions.
 * Invariants: the rules of scope.h ("what counts"). Cost: marks and regions times matched words,
 * both small. */
#include "scan/scope.h"

#include "scan/scope_reach.h"

/* What a matched word is for its match; the highest kind present tells what the match is about. */
typedef enum head_kind {
    HEAD_NONE,
    HEAD_OTHER,
    HEAD_LIGHT_VERB,
    HEAD_NOMINAL,
    HEAD_VERB
} head_kind;

static head_kind kind_of(uint16_t tag)
{
    if (tag & WV_TAG_LIGHT) return HEAD_LIGHT_VERB;
    if (tag & WV_TAG_VERB) return HEAD_VERB;
    if (tag & (WV_TAG_NOMINAL | WV_TAG_ADJ)) return HEAD_NOMINAL;
    return HEAD_OTHER;
}

typedef struct match {
    const wv_scope_view *view;
    const uint32_t *words;
    uint32_t count;
    head_kind top; /* HEAD_NONE: nothing is known of the words, all count */
} match;

static head_kind kind_at(const match *m, uint32_t word)
{
    const wv_scope_cover *c = m->view->cover;
    uint32_t i = word - c->first_word;
    return c->count && i < c->tagged.count ? kind_of(c->tagged.tags[i]) : HEAD_NONE;
}

/* `negated` asks the kind the match is about; every other label asks any content word. */
static bool is_head(const match *m, uint32_t word, wv_label label)
{
    head_kind kind = kind_at(m, word);
    if (label == WV_LABEL_NEGATED || m->top <= HEAD_OTHER) return kind == m->top;
    return kind > HEAD_OTHER;
}

static bool mark_touches(const match *m, const wv_scope_mark *mark)
{
    uint32_t base = m->view->cover->first_word;
    bool touched = false, first = false, last = false;
    for (uint32_t i = 0; i < m->count; i++) {
        uint32_t w = m->words[i];
        first = first || w == mark->cue_first;
        last = last || w == mark->cue_last;
        touched =
            touched || (is_head(m, w, (wv_label)mark->label) && w - base < WV_SENTENCE_WORDS_MAX &&
                        wv_reach_get(mark->words, w - base));
    }
    return touched && !(first && last); /* both ends in the match: consumed */
}

static bool region_touches(const match *m, const wv_scope_region *region)
{
    bool touched = false;
    for (uint32_t i = 0; i < m->count; i++) {
        const wv_word *w = &m->view->words[m->words[i]];
        if (region->cue.end > region->cue.start && w->start >= region->cue.start &&
            w->end <= region->cue.end)
            return false;
        touched = touched || (w->start >= region->reach.start && w->end <= region->reach.end);
    }
    return touched;
}

/* A trigger for some voices labels only what holds in no other voice: a doubt keeps the finding as
 * it is. */
static bool fits_voices(uint8_t trigger, uint8_t voices)
{
    return (voices & ~trigger) == 0;
}

static void add_why(wv_why *why, uint32_t *count, uint32_t cap, wv_label label, wv_span span)
{
    for (uint32_t i = 0; i < *count; i++)
        if (why[i].label == label && why[i].span.start == span.start && why[i].span.end == span.end)
            return;
    if (*count < cap) why[(*count)++] = (wv_why){label, span};
}

uint32_t wv_scope_labels(const wv_scope_view *view, const uint32_t *matched, uint32_t matched_count,
                         uint8_t voices, wv_why *why, uint32_t *why_count, uint32_t why_cap)
{
    match m = {view, matched, matched_count, HEAD_NONE};
    uint32_t labels = 0;
    for (uint32_t i = 0; i < matched_count; i++) {
        head_kind kind = kind_at(&m, matched[i]);
        m.top = kind > m.top ? kind : m.top;
    }
    for (uint32_t i = 0; i < view->cover->count; i++) {
        const wv_scope_mark *mark = &view->cover->marks[i];
        if (!fits_voices(mark->voices, voices) || !mark_touches(&m, mark)) continue;
        labels |= 1u << mark->label;
        add_why(why, why_count, why_cap, (wv_label)mark->label, mark->cue);
    }
    for (uint32_t i = 0; i < view->region_count; i++) {
        const wv_scope_region *region = &view->regions[i];
        if (!fits_voices(region->voices, voices) || !region_touches(&m, region)) continue;
        labels |= 1u << region->label;
        add_why(why, why_count, why_cap, (wv_label)region->label, region->cue);
    }
    return labels;
}
