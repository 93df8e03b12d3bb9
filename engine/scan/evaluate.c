/* SPDX-License-Identifier: EUPL-1.2 */
/* evaluate.c: in which units does a rule's condition hold, in which voices, and what may suppress
 * it?
 *
 * In: the hits of a record by probe. Out: scratch.units in order of rule, unit, voice. Neighbours:
 * probe.c, fields.c, findings.c. Invariants: a `not` never deletes: the condition is run once as if
 * nothing under a `not` matched, and again with everything; when only the second fails, the finding
 * is suppressed. Nothing depends on the numbers of hits, because those depend on anchors. Only units
 * with a key of the rule are looked at (pack/keys.h). Cost: hits of the rule per such unit. */
#include "scan/scratch.h"

enum { UNIT_HITS_MAX = 256 }; /* of one finding; a flag shows 64 spans */

typedef struct judge {
    wv_scratch *s;
    const wv_detection *d;
    uint32_t rule;
    wv_voice voice;
    bool any_voice; /* hits of whatever voice count */
    bool undenied; /* hits marked denied do not count */
    bool severe;   /* a filter counts only in a sentence that has a span of the finding */
    wv_scan_unit u;
    uint32_t hits[UNIT_HITS_MAX]; /* of the positive selections, by place */
    uint32_t hit_count;
} judge;

/* ---- hits of a unit ---- */

static const wv_hit *hit_at(const wv_scratch *s, uint32_t place)
{
    return &s->hits[s->hit_order.items[place]];
}

/* End of a probe's hits; 0 when it has none, so that no place is before it. */
static uint32_t hits_end(const wv_scratch *s, uint32_t probe)
{
    const wv_probe_hits *of = &s->probe_hits[probe];
    return of->record == s->record_number ? of->end : 0;
}

/* First place of a probe's hits at or after a sentence. */
static uint32_t seek(const wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    uint32_t high = hits_end(s, probe), low = high ? s->probe_hits[probe].first : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (hit_at(s, middle)->sentence < sentence)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool voice_fits(const judge *j, const wv_branch *branch, const wv_hit *h)
{
    if (j->any_voice || !j->d->voiced) return true;
    uint32_t told_by = j->d->voices & branch->voices;
    uint32_t inner = h->readings >> (j->voice * WV_VOICE_COUNT) & WV_VOICES_ALL;
    if (!h->quoted) return inner && told_by >> j->voice & 1;
    uint32_t speakers =
        j->voice == WV_VOICE_P ? 1u << WV_VOICE_P : 1u << WV_VOICE_P | 1u << WV_VOICE_V;
    return inner & told_by & speakers;
}

static bool in_unit(const judge *j, const wv_scan_unit *u, const wv_hit *h)
{
    (void)j;
    return h->sentence >= u->first && h->sentence <= u->last &&
           (!u->by_clause || h->clause == u->clause);
}

static bool shares_sentence(const judge *j, const wv_hit *h)
{
    for (uint32_t i = 0; i < j->hit_count; i++)
        if (j->s->hits[j->hits[i]].sentence == h->sentence) return true;
    return false;
}

/* The next hit of a probe in the unit, from `place` on; UINT32_MAX none. */
static uint32_t next_hit(const judge *j, const wv_scan_unit *u, const wv_branch *branch,
                         uint32_t probe, uint32_t place, bool near)
{
    const wv_scratch *s = j->s;
    for (uint32_t end = hits_end(s, probe); place < end; place++) {
        if (hit_at(s, place)->sentence > u->last) break;
        const wv_hit *h = hit_at(s, place);
        if (!(j->undenied && h->denied) && in_unit(j, u, h) && voice_fits(j, branch, h) &&
            (!near || shares_sentence(j, h)))
            return place;
    }
    return UINT32_MAX;
}

/* The earliest hit of a text field in the unit; UINT32_MAX none. */
static uint32_t field_hit(const judge *j, const wv_scan_unit *u, const wv_branch *branch,
                          const wv_field *field, bool near)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < field->probe_count; i++) {
        if (!hits_end(j->s, field->probes[i])) continue;
        uint32_t place =
            next_hit(j, u, branch, field->probes[i], seek(j->s, field->probes[i], u->first), near);
        if (place != UINT32_MAX &&
            (best == UINT32_MAX || hit_at(j->s, place)->first < hit_at(j->s, best)->first))
            best = place;
    }
    return best;
}

/* Do all fields of a branch match? *text: one of them is about the text. */
static bool branch_matches(const judge *j, const wv_scan_unit *u, const wv_branch *branch,
                           bool near, bool *text)
{
    *text = false;
    for (uint32_t f = 0; f < branch->count; f++) {
        const wv_field *field = &branch->fields[f];
        *text |= field->is_text;
        if (field->is_text ? field_hit(j, u, branch, field, near) == UINT32_MAX
                           : !wv_scan_field(j->s, field))
            return false;
    }
    return branch->count > 0;
}

static const wv_branch *matching_branch(const judge *j, const wv_scan_unit *u, uint32_t selection,
                                        bool near)
{
    const wv_selection *sel = &j->d->selections[selection];
    for (uint32_t b = 0; b < sel->count; b++) {
        bool text;
        /* metadata reaches wider than a sentence, so at severity 4 and 5 it filters nothing */
        if (branch_matches(j, u, &sel->branches[b], near, &text) && (text || !near))
            return &sel->branches[b];
    }
    return NULL;
}

/* ---- the condition ---- */

/* Filters of a rule over two sentences look one sentence to each side of its spans. */
static wv_scan_unit filter_unit(const judge *j)
{
    wv_scan_unit u = j->u;
    if (j->s->pack->rules[j->rule].unit == WV_UNIT_TWO_SENTENCES && u.first > 0) u.first--;
    return u;
}

static bool condition_holds(const judge *j, bool with_filters)
{
    bool stack[WV_CONDITION_STACK_MAX];
    uint32_t top = 0;
    const wv_scan_unit wide = filter_unit(j);
    for (uint32_t i = 0; i < j->d->condition.step_count; i++) {
        const wv_step *step = &j->d->condition.steps[i];
        if (step->code == WV_STEP_NOT) {
            stack[top - 1] = !stack[top - 1];
        } else if (step->code == WV_STEP_OF) {
            uint32_t matched = 0;
            for (uint32_t k = 0; k < step->count && (with_filters || !step->negative); k++)
                matched += matching_branch(j, step->negative ? &wide : &j->u,
                                           j->d->condition.selections[step->first + k],
                                           step->negative && j->severe) != NULL;
            stack[top++] = matched >= step->need;
        } else {
            top--;
            stack[top - 1] = step->code == WV_STEP_AND ? stack[top - 1] && stack[top]
                                                       : stack[top - 1] || stack[top];
        }
    }
    return top == 1 && stack[0];
}

static bool comes_before(const wv_hit *a, const wv_hit *b)
{
    return a->first != b->first ? a->first < b->first : a->probe < b->probe;
}

static void add_hit(judge *j, uint32_t number)
{
    uint32_t at = j->hit_count;
    for (uint32_t i = 0; i < j->hit_count; i++)
        if (j->hits[i] == number) return;
    if (j->hit_count == UNIT_HITS_MAX) return;
    for (; at > 0 && comes_before(&j->s->hits[number], &j->s->hits[j->hits[at - 1]]); at--)
        j->hits[at] = j->hits[at - 1];
    j->hits[at] = number;
    j->hit_count++;
}

static void add_field_hits(judge *j, const wv_branch *branch, const wv_field *field)
{
    for (uint32_t i = 0; i < field->probe_count; i++) {
        uint32_t place = seek(j->s, field->probes[i], j->u.first);
        while ((place = next_hit(j, &j->u, branch, field->probes[i], place, false)) != UINT32_MAX)
            add_hit(j, j->s->hit_order.items[place++]);
    }
}

/* All hits of the selections that the condition names outside a `not`. */
static void collect_hits(judge *j)
{
    j->hit_count = 0;
    for (uint32_t sel = 0; sel < j->d->selection_count; sel++) {
        if (!(j->d->condition.positive >> sel & 1)) continue;
        for (uint32_t b = 0; b < j->d->selections[sel].count; b++) {
            const wv_branch *branch = &j->d->selections[sel].branches[b];
            bool text;
            if (!branch_matches(j, &j->u, branch, false, &text)) continue;
            for (uint32_t f = 0; f < branch->count; f++)
                if (branch->fields[f].is_text) add_field_hits(j, branch, &branch->fields[f]);
        }
    }
}

/* ---- findings of a unit ---- */

static wv_span first_span(const wv_scratch *s, const wv_hit *h)
{
    if (h->span.end) return h->span;
    const wv_sentence *ws = &s->words.sentences[s->sentences[h->sentence].words];
    const wv_word *words = s->words.words + ws->first_word;
    const uint32_t *at = s->hit_words.items + h->word_at;
    return (wv_span){words[at[0]].start, words[at[h->word_count - 1]].end};
}

/* The filter that a reader should be told of: the first selection under a `not` that matches. */
static void name_filter(const judge *j, wv_unit_finding *f)
{
    const wv_scan_unit wide = filter_unit(j);
    for (uint32_t sel = 0; sel < j->d->selection_count; sel++) {
        const wv_branch *branch =
            j->d->condition.negative >> sel & 1 ? matching_branch(j, &wide, sel, j->severe) : NULL;
        if (!branch) continue;
        f->filter_selection = sel;
        for (uint32_t i = 0; i < branch->count; i++)
            if (branch->fields[i].is_text) {
                uint32_t place = field_hit(j, &wide, branch, &branch->fields[i], j->severe);
                if (place != UINT32_MAX) f->filter_span = first_span(j->s, hit_at(j->s, place));
                return;
            }
        return;
    }
}

static bool same_hits(const wv_scratch *s, const wv_unit_finding *a, const wv_unit_finding *b)
{
    return a->hit_count == b->hit_count && a->filtered == b->filtered &&
           memcmp(s->unit_hits.items + a->hit_at, s->unit_hits.items + b->hit_at,
                  a->hit_count * sizeof(uint32_t)) == 0;
}

/* Every hit of `a` is one of `b`. */
static bool within(const wv_scratch *s, const wv_unit_finding *a, const wv_unit_finding *b)
{
    for (uint32_t i = 0; i < a->hit_count; i++) {
        uint32_t k = 0;
        while (k < b->hit_count &&
               s->unit_hits.items[b->hit_at + k] != s->unit_hits.items[a->hit_at + i])
            k++;
        if (k == b->hit_count) return false;
    }
    return true;
}

/* Joins a finding with an equal one of another voice; drops one that an earlier pair of sentences
 * already has. */
static bool join(wv_scratch *s, const wv_unit_finding *f, uint32_t rule_from, uint32_t unit_from)
{
    for (uint32_t i = unit_from; i < s->unit_count; i++)
        if (same_hits(s, &s->units[i], f)) {
            s->units[i].voices |= f->voices;
            return true;
        }
    if (s->pack->rules[f->rule].unit == WV_UNIT_TWO_SENTENCES)
        for (uint32_t i = rule_from; i < unit_from; i++)
            if ((s->units[i].voices & f->voices) == f->voices &&
                s->units[i].filtered == f->filtered && within(s, f, &s->units[i]))
                return true;
    return false;
}

static bool keep(judge *j, uint8_t voices, uint32_t rule_from, uint32_t unit_from)
{
    wv_scratch *s = j->s;
    wv_unit_finding f = {.rule = j->rule,
                         .unit = j->u,
                         .voices = voices,
                         .hit_at = s->unit_hits.count,
                         .hit_count = j->hit_count};
    for (uint32_t i = 0; i < j->hit_count; i++) {
        f.incomplete |= s->hits[j->hits[i]].incomplete;
        if (!wv_pool_push(&s->unit_hits, j->hits[i])) return false;
    }
    if (!condition_holds(j, true)) {
        f.filtered = true;
        name_filter(j, &f);
    }
    if (join(s, &f, rule_from, unit_from)) {
        s->unit_hits.count = f.hit_at;
        return true;
    }
    if (!wv_mem_grow((void **)&s->units, &s->unit_capacity, s->unit_count + 1, sizeof *s->units))
        return false;
    s->units[s->unit_count++] = f;
    return true;
}

static bool judge_unit(judge *j, uint32_t rule_from)
{
    uint32_t unit_from = j->s->unit_count;
    j->s->work.rules_judged++;
    uint32_t last = j->d->voiced ? WV_VOICE_COUNT : 1;
    j->hit_count = 0;
    j->any_voice = true; /* what fails with the hits of all voices fails in each: most units do */
    bool may_hold = condition_holds(j, false);
    j->any_voice = false;
    if (!may_hold) return true;
    for (uint32_t v = 0; v < last; v++) {
        j->voice = (wv_voice)v;
        j->hit_count = 0;
        if (!condition_holds(j, false)) continue;
        collect_hits(j);
        bool begins = j->hit_count && (j->s->pack->rules[j->rule].unit != WV_UNIT_TWO_SENTENCES ||
                                       j->s->hits[j->hits[0]].sentence == j->u.first);
        uint8_t voices = j->d->voiced ? (uint8_t)(1u << v) : (uint8_t)WV_VOICES_ALL;
        if (begins && !keep(j, voices, rule_from, unit_from)) return false;
    }
    return true;
}

/* ---- units ---- */

static bool judge_clauses(judge *j, uint32_t sentence, uint32_t rule_from)
{
    const wv_sentence *ws = &j->s->words.sentences[j->s->sentences[sentence].words];
    for (uint16_t c = 0; c < ws->clause_count; c++) {
        j->u = (wv_scan_unit){sentence, sentence, c, true};
        if (!judge_unit(j, rule_from)) return false;
    }
    return true;
}

static bool judge_at(judge *j, uint32_t sentence, uint32_t rule_from)
{
    wv_unit kind = j->s->pack->rules[j->rule].unit;
    if (kind == WV_UNIT_CLAUSE) return judge_clauses(j, sentence, rule_from);
    bool pair = kind == WV_UNIT_TWO_SENTENCES && sentence + 1 < j->s->sentence_count;
    j->u = (wv_scan_unit){.first = sentence, .last = sentence + pair};
    return judge_unit(j, rule_from);
}

/* The units that a key stands in, in order; of two sentences, also the pair that begins before it. */
static bool judge_rule(judge *j)
{
    wv_scratch *s = j->s;
    uint32_t rule_from = s->unit_count, next = 0;
    if (s->pack->rules[j->rule].unit == WV_UNIT_RECORD) {
        j->u = (wv_scan_unit){.first = 0, .last = s->sentence_count - 1};
        return judge_unit(j, rule_from);
    }
    uint32_t before = s->pack->rules[j->rule].unit == WV_UNIT_TWO_SENTENCES;
    for (uint32_t k = s->marks[j->rule].first_key; k != UINT32_MAX; k = s->keys.items[k].next) {
        uint32_t key = s->keys.items[k].value, at = key > before ? key - before : 0;
        for (at = at > next ? at : next; at <= key; at++) {
            if (s->unit_count > 4 * WV_FINDINGS_MAX)
                return true; /* four voices of more findings than a flag may have */
            if (!judge_at(j, at, rule_from)) return false;
        }
        next = key + 1;
    }
    return true;
}

bool wv_scan_holds_undenied(wv_scratch *s, const wv_unit_finding *f)
{
    judge j = {
        .s = s, .d = &s->m->detections[f->rule], .rule = f->rule, .u = f->unit, .undenied = true};
    while (j.voice < WV_VOICE_COUNT - 1 && !(f->voices >> j.voice & 1)) j.voice++;
    return condition_holds(&j, false);
}

static bool judge_marked(wv_scratch *s, uint32_t rule)
{
    judge j = {.s = s,
               .d = &s->m->detections[rule],
               .rule = rule,
               .severe = s->pack->rules[rule].severity >= 4};
    return judge_rule(&j);
}

wv_rc wv_scan_evaluate(wv_scratch *s)
{
    for (uint32_t r = 0; r < s->pack->rule_count && s->keys.count; r++)
        if (s->marks[r].record == s->record_number && !judge_marked(s, r)) return WV_E_NOMEM;
    return WV_OK;
}
