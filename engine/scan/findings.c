/* SPDX-License-Identifier: EUPL-1.2 */
/* findings.c: units in which a rule holds -> findings with spans, labels, reasons and how the
 * sentence puts it.
 *
 * In: scratch.units. Out: scratch.findings, by rule, then unit, then voice. Neighbours: cues.c
 * (what the scope triggers matched), scope.h, direction.h. Invariants: spans are sorted and do not
 * overlap; nothing is deleted here, a drop is a mark. Cost: only records with a finding come here.
 */
#include "scan/cues.h"
#include "scan/direction.h"

/* ---- words and spans ---- */

enum { FINDING_WORDS_MAX = 1024, FINDING_SPANS_MAX = 1024 };

static const wv_sentence *sentence_of(const wv_scratch *s, const wv_hit *h)
{
    return &s->words.sentences[s->sentences[h->sentence].words];
}

static void insert_span(wv_span *spans, uint32_t *count, wv_span span)
{
    if (*count == FINDING_SPANS_MAX) return;
    uint32_t at = (*count)++;
    for (; at > 0 && (spans[at - 1].start > span.start ||
                      (spans[at - 1].start == span.start && spans[at - 1].end > span.end));
         at--)
        spans[at] = spans[at - 1];
    spans[at] = span;
}

/* Only white space between two matched words: they read as one piece. */
static bool only_space(wv_str text, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (text.p[i] != ' ' && text.p[i] != '\t' && text.p[i] != '\n' && text.p[i] != '\r')
            return false;
    return true;
}

static uint32_t merge_spans(wv_str text, wv_span *spans, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        wv_span *last = kept ? &spans[kept - 1] : NULL;
        if (last && (spans[i].start <= last->end || only_space(text, last->end, spans[i].start)))
            last->end = spans[i].end > last->end ? spans[i].end : last->end;
        else
            spans[kept++] = spans[i];
    }
    return kept;
}

static void add_hit_spans(const wv_scratch *s, const wv_hit *h, wv_span *spans, uint32_t *count)
{
    if (h->span.end) {
        insert_span(spans, count, h->span);
        return;
    }
    const wv_word *words = s->words.words + sentence_of(s, h)->first_word;
    for (uint32_t i = 0; i < h->word_count; i++) {
        const wv_word *w = &words[s->hit_words.items[h->word_at + i]];
        insert_span(spans, count, (wv_span){w->start, w->end});
    }
}

static bool make_spans(wv_scratch *s, const wv_unit_finding *u, wv_finding *f)
{
    wv_span spans[FINDING_SPANS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < u->hit_count; i++)
        add_hit_spans(s, &s->hits[s->unit_hits.items[u->hit_at + i]], spans, &count);
    count = merge_spans(s->text, spans, count);
    f->truncated = count > WV_SPANS_MAX;
    f->span_count = f->truncated ? WV_SPANS_MAX : count;
    if (!wv_mem_grow((void **)&s->spans, &s->span_capacity, s->span_count + f->span_count,
                     sizeof *s->spans))
        return false;
    if (f->span_count) memcpy(s->spans + s->span_count, spans, f->span_count * sizeof *spans);
    s->span_count += f->span_count;
    return true;
}

/* ---- labels ---- */

/* Word numbers of a hit in the record's array. */
static uint32_t absolute_words(const wv_scratch *s, const wv_hit *h, uint32_t *out)
{
    uint32_t base = sentence_of(s, h)->first_word, n = 0;
    for (uint32_t i = 0; i < h->word_count && n < FINDING_WORDS_MAX; i++)
        out[n++] = base + s->hit_words.items[h->word_at + i];
    return n;
}

typedef struct labelling {
    uint32_t labels;
    wv_why why[WV_WHY_MAX];
    uint32_t why_count;
} labelling;

static void label_hit(wv_scratch *s, wv_hit *h, uint8_t voices, labelling *out)
{
    uint32_t words[FINDING_WORDS_MAX], n = absolute_words(s, h, words);
    if (!n) return;
    wv_cues_cover(s, h->sentence);
    const wv_scope_view view = {s->words.words, &s->cover, s->regions, s->region_count};
    uint32_t labels =
        wv_scope_labels(&view, words, n, voices, out->why, &out->why_count, WV_WHY_MAX);
    h->denied = labels >> WV_LABEL_NEGATED & 1;
    out->labels |= labels;
}

/* Reasons of a label that was taken away again say nothing. */
static void drop_idle_reasons(labelling *l)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < l->why_count; i++)
        if (l->labels >> l->why[i].label & 1) l->why[kept++] = l->why[i];
    l->why_count = kept;
}

/* Labels of the hits are joined, but a finding is negated only when its condition fails without the
 * hits that are: "hij sloeg haar niet, maar schopte haar wel" stands, and "zij is niet suïcidaal"
 * does not stand because of its *zij*. */
static void label_hits(wv_scratch *s, const wv_unit_finding *u, labelling *l)
{
    const uint32_t *hits = s->unit_hits.items + u->hit_at;
    for (uint32_t i = 0; i < u->hit_count; i++) label_hit(s, &s->hits[hits[i]], u->voices, l);
    if (l->labels >> WV_LABEL_NEGATED & 1 && wv_scan_holds_undenied(s, u))
        l->labels &= ~(1u << WV_LABEL_NEGATED);
    for (uint32_t i = 0; i < u->hit_count; i++) s->hits[hits[i]].denied = false;
}

static bool make_labels(wv_scratch *s, const wv_unit_finding *u, wv_finding *f)
{
    labelling l = {0};
    label_hits(s, u, &l);
    drop_idle_reasons(&l);
    f->labels = l.labels;
    f->why_count = l.why_count;
    if (!wv_mem_grow((void **)&s->whys, &s->why_capacity, s->why_count + l.why_count,
                     sizeof *s->whys))
        return false;
    for (uint32_t i = 0; i < l.why_count; i++) s->whys[s->why_count++] = l.why[i];
    return true;
}

/* Severity 4 and 5 are never dropped for a joke and never fall below 3 (design 3). */
static void apply_actions(const wv_frozen_rule *rule, wv_finding *f)
{
    bool severe = rule->severity >= 4;
    uint8_t floor = severe ? 3 : 0;
    for (int label = 0; label < WV_LABEL_COUNT; label++) {
        wv_action action = rule->actions[label];
        bool there = f->labels >> label & 1;
        if (action == WV_ACTION_REQUIRE) f->dropped |= !there;
        if (!there) continue;
        if (action == WV_ACTION_DROP && severe && label == WV_LABEL_JOKE) action = WV_ACTION_LOWER;
        if (action == WV_ACTION_DROP) f->dropped = true;
        if (action == WV_ACTION_LOWER && f->severity > floor) f->severity--;
    }
}

/* ---- how the sentence puts it ---- */

static const wv_scope_sentence *tagged(wv_scratch *s, const wv_hit *h)
{
    const wv_sentence *at = sentence_of(s, h);
    if (s->tagged_sentence != h->sentence)
        wv_scope_tag_words(s->words.words + at->first_word, at->word_count, &s->tagged);
    s->tagged_sentence = h->sentence;
    return &s->tagged;
}

static void read_direction(wv_scratch *s, const wv_unit_finding *u, wv_finding *f)
{
    wv_direction all = {0};
    for (uint32_t i = 0; i < u->hit_count; i++) {
        const wv_hit *h = &s->hits[s->unit_hits.items[u->hit_at + i]];
        uint32_t words[FINDING_WORDS_MAX], n = absolute_words(s, h, words);
        wv_direction read = {0};
        if (!n) continue;
        wv_direction_read(&s->named, tagged(s, h), sentence_of(s, h)->first_word, words, n, &read);
        if (i)
            wv_direction_join(&all, &read);
        else
            all = read;
    }
    f->told = (wv_told){all.actor, all.target, all.mutual, all.actor_at, all.target_at};
}

/* ---- all of it ---- */

static bool add_finding(wv_scratch *s, const wv_unit_finding *u)
{
    const wv_frozen_rule *rule = &s->pack->rules[u->rule];
    wv_finding f = {.rule = u->rule,
                    .severity = rule->severity,
                    .basis = rule->basis,
                    .voices = u->voices,
                    .incomplete = u->incomplete || s->lattice.cut};
    if (u->filtered) {
        f.suppressed_by = s->m->detections[u->rule].selections[u->filter_selection].name;
        f.suppressed_at = u->filter_span;
    }
    if (!make_spans(s, u, &f) || !make_labels(s, u, &f) ||
        !wv_mem_grow((void **)&s->findings, &s->finding_capacity, s->finding_count + 1,
                     sizeof *s->findings))
        return false;
    apply_actions(rule, &f);
    read_direction(s, u, &f);
    s->findings[s->finding_count++] = f;
    return true;
}

/* The pools have stopped growing: pointers into them are good until the next record. */
static void point_into_pools(wv_scratch *s)
{
    uint32_t span = 0, why = 0;
    for (uint32_t i = 0; i < s->finding_count; i++) {
        s->findings[i].spans = s->spans + span;
        s->findings[i].why = s->whys + why;
        span += s->findings[i].span_count;
        why += s->findings[i].why_count;
    }
}

wv_rc wv_scan_findings(wv_scratch *s)
{
    if (!s->unit_count) return WV_OK;
    wv_rc rc = wv_cues_find(s);
    s->tagged_sentence = UINT32_MAX;
    for (uint32_t i = 0; i < s->unit_count && i < WV_FINDINGS_MAX && rc == WV_OK; i++)
        rc = add_finding(s, &s->units[i]) ? WV_OK : WV_E_NOMEM;
    point_into_pools(s);
    return rc;
}
