/* SPDX-License-Identifier: EUPL-1.2 */
/* sieve.c: which probes are worth a look in which sentence, by the classes that stand there.
 *
 *   sentence 4    sieve  0110 0100 ...      bits of all its words
 *                 sets   {wurgt} {keel}     those that begin to open a gate of a key
 *   gate of a key open?
 *     -> its path: metadata of its branch, words that the rule wants around it
 *     -> its rule: metadata, words that every way to hold has
 *     -> pass 1: does the pattern fit the sketch of the chunk (sketch.h)?
 *     -> may the condition hold, when every probe with an open gate (and sketch) matches?
 *     -> the probe is a candidate in sentence 4
 *
 * In: sieves and sets of the sentences (sentences.c), or of the chunks of pass 1. Out:
 * scratch.candidates, by sentence. Neighbours: pack/sieve.c made the gates, probe.c tries the
 * candidates. Invariants: a rule that holds in a unit may hold as seen from each sentence of it, for
 * there is nothing in a unit that is not in its sieves; what stands under a `not` counts as not
 * matched, as in evaluate.c. Cost: the gates that its words begin to open; the questions stand in the
 * order of what they cost. */
#include "scan/scratch.h"

/* The sentences in which a rule's selections can meet when it has a key in `sentence`. */
typedef struct reach {
    uint32_t first, last;
    bool sketched; /* an open gate is not enough: the pattern must also fit the sketch */
} reach;

static reach reach_of(const wv_scratch *s, uint32_t rule, uint32_t sentence)
{
    reach r = {sentence, sentence, false};
    wv_unit unit = s->pack->rules[rule].unit;
    if (unit == WV_UNIT_RECORD) r = (reach){0, s->sentence_count - 1, false};
    if (unit == WV_UNIT_TWO_SENTENCES && sentence > 0) r.first--;
    if (unit == WV_UNIT_TWO_SENTENCES && sentence + 1 < s->sentence_count) r.last++;
    return r;
}

static bool any_open(wv_scratch *s, const wv_gates *gates, uint32_t sentence, bool sketched)
{
    const uint64_t *sieve = wv_sieve_of(s, sentence);
    for (uint32_t i = 0; i < gates->group_count; i++) {
        const wv_gate_group *group = &gates->groups[i];
        if (!(sieve[group->word] & group->bits)) continue;
        for (uint32_t g = group->first; g < group[1].first; g++)
            if (wv_gate_is_open(&gates->items[g], sieve) &&
                (!sketched || wv_sketch_fits(s, gates->items[g].probe, sentence)))
                return true;
    }
    return false;
}

/* Without a reach any text may. */
static bool field_may_match(wv_scratch *s, const wv_field *field, const reach *r)
{
    if (!r || field->ungated) return true;
    for (uint32_t t = r->first; t <= r->last; t++)
        if (any_open(s, &field->gates, t, r->sketched)) return true;
    return false;
}

static bool selection_may_match(wv_scratch *s, const wv_selection *sel, const reach *r)
{
    for (uint32_t b = 0; b < sel->count; b++) {
        const wv_branch *branch = &sel->branches[b];
        bool all = branch->count > 0;
        for (uint32_t f = 0; f < branch->count && all; f++)
            all = branch->fields[f].is_text ? field_may_match(s, &branch->fields[f], r)
                                            : wv_scan_field(s, &branch->fields[f]);
        if (all) return true;
    }
    return false;
}

static bool step_may_hold(wv_scratch *s, const wv_detection *d, const wv_step *step, const reach *r)
{
    uint32_t matched = 0;
    for (uint32_t k = 0; k < step->count && !step->negative && matched < step->need; k++) {
        uint32_t selection = d->condition.selections[step->first + k];
        matched += selection_may_match(s, &d->selections[selection], r);
    }
    return matched >= step->need;
}

static bool condition_may_hold(wv_scratch *s, const wv_detection *d, const reach *r)
{
    bool stack[WV_CONDITION_STACK_MAX];
    uint32_t top = 0;
    for (uint32_t i = 0; i < d->condition.step_count; i++) {
        const wv_step *step = &d->condition.steps[i];
        if (step->code == WV_STEP_NOT) {
            stack[top - 1] = !stack[top - 1];
        } else if (step->code == WV_STEP_OF) {
            stack[top++] = step_may_hold(s, d, step, r);
        } else {
            top--;
            stack[top - 1] = step->code == WV_STEP_AND ? stack[top - 1] && stack[top]
                                                       : stack[top - 1] || stack[top];
        }
        while (d->condition.steps[i].decides && stack[top - 1] == d->condition.steps[i].when)
            i = d->condition.steps[i].decides;
    }
    return top == 1 && stack[0];
}

/* Has each of these classes a word within reach? WV_SIEVE_NONE ends them. */
static bool all_within(const wv_scratch *s, const uint16_t *bits, uint32_t count, const reach *r)
{
    for (uint32_t i = 0; i < count && bits[i] != WV_SIEVE_NONE; i++) {
        uint32_t t = r->first;
        while (t <= r->last && !wv_sieve_has(wv_sieve_of(s, t), bits[i])) t++;
        if (t > r->last) return false;
    }
    return true;
}

/* As if all its texts matched: may the rule hold in a record with such metadata? Once a record. */
static bool metadata_fits(wv_scratch *s, uint32_t rule, const wv_detection *d)
{
    wv_rule_asked *asked = &s->asked[rule];
    if (!d->metadata) return true;
    if (asked->fits_record != s->record_number) {
        asked->fits_record = s->record_number;
        asked->fits = condition_may_hold(s, d, NULL);
    }
    return asked->fits;
}

static bool branch_fits(wv_scratch *s, const wv_branch *branch)
{
    for (uint32_t f = 0; branch && f < branch->count; f++)
        if (!branch->fields[f].is_text && !wv_scan_field(s, &branch->fields[f])) return false;
    return true;
}

/* What a rule wants of its metadata and of the words around a key. */
static bool path_fits(wv_scratch *s, uint32_t rule, const wv_key_path *path, uint32_t sentence)
{
    if (!path) return true;
    reach r = reach_of(s, rule, sentence);
    return all_within(s, path->extra_bits, WV_KEY_EXTRAS, &r) && branch_fits(s, path->branch);
}

/* Cheap and nearly always no: metadata, and words that every way for the rule to hold has. */
static bool rule_has_words(wv_scratch *s, uint32_t rule, const reach *r)
{
    const wv_detection *d = &s->m->detections[rule];
    return metadata_fits(s, rule, d) && all_within(s, d->must_bits, WV_DETECTION_COVERS, r);
}

/* Asked once a sentence and rule; of a rule over the record once a record. In pass 1 by sketches, but
 * for a rule over the record, which may have a thousand chunks. */
static bool rule_may_hold(wv_scratch *s, uint32_t rule, uint32_t sentence)
{
    wv_rule_asked *asked = &s->asked[rule];
    bool whole = s->pack->rules[rule].unit == WV_UNIT_RECORD;
    uint32_t mark = s->tried_base + (whole ? 0 : sentence);
    if (asked->mark == mark) return asked->may_hold;
    reach r = reach_of(s, rule, sentence);
    r.sketched = s->chunks && !whole;
    asked->mark = mark;
    asked->may_hold =
        rule_has_words(s, rule, &r) && condition_may_hold(s, &s->m->detections[rule], &r);
    return asked->may_hold;
}

/* Pass 1: an open gate is not yet a match in the right order. */
static bool chunk_fits(wv_scratch *s, uint32_t probe, uint32_t rule, uint32_t chunk)
{
    reach r = reach_of(s, rule, chunk);
    return rule_has_words(s, rule, &r) && wv_sketch_fits(s, probe, chunk);
}

/* `tried` is free for it until probe.c begins. In pass 1 each rule is asked, for what it says holds for
 * the whole record. */
static bool add_candidate(wv_scratch *s, uint32_t probe, uint32_t rule, const wv_key_path *path,
                          uint32_t sentence)
{
    bool known = s->tried[probe] == s->tried_base + sentence;
    if (s->chunked && (known || s->asked[rule].record != s->record_number)) return true;
    if (!path_fits(s, rule, path, sentence)) return true;
    if (s->chunks && !chunk_fits(s, probe, rule, sentence)) return true;
    if (!rule_may_hold(s, rule, sentence)) return true;
    s->asked[rule].record = s->record_number;
    if (known) return true;
    s->tried[probe] = s->tried_base + sentence;
    return wv_pool_push(&s->candidates, probe);
}

/* A regex without words: all its rules are asked. */
static bool add_ungated(wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    const wv_probe_use *use = &s->m->uses[probe];
    for (uint32_t i = 0; i < use->count; i++)
        if (!add_candidate(s, probe, use->rules[i], NULL, sentence)) return false;
    return true;
}

/* Key gates that a word of the sentence has begun to open. */
static bool add_open(wv_scratch *s, const wv_gates *keys, uint32_t sentence)
{
    const uint64_t *sieve = wv_sieve_of(s, sentence);
    for (uint32_t i = 0; i < keys->group_count; i++) {
        const wv_gate_group *group = &keys->groups[i];
        if (!(sieve[group->word] & group->bits)) continue;
        for (uint32_t g = group->first; g < group[1].first; g++) {
            const wv_gate *gate = &keys->items[g];
            if (!wv_gate_is_open(gate, sieve)) continue;
            const wv_key_path *path = &s->m->detections[gate->rule].paths[gate->path];
            if (!add_candidate(s, gate->probe, gate->rule, path, sentence)) return false;
        }
    }
    return true;
}

static bool sieve_sentence(wv_scratch *s, uint32_t sentence)
{
    wv_scan_sentence *at = &s->sentences[sentence];
    at->candidates_at = s->candidates.count;
    for (uint32_t i = 0; i < at->keyed_count; i++)
        if (!add_open(s, &s->sets[s->keyed.items[at->keyed_at + i]].keys, sentence)) return false;
    for (uint32_t i = 0; i < s->m->ungated_count; i++)
        if (!add_ungated(s, s->m->ungated[i], sentence)) return false;
    at->candidate_count = s->candidates.count - at->candidates_at;
    return true;
}

wv_rc wv_scan_sieve(wv_scratch *s)
{
    for (uint32_t t = 0; t < s->sentence_count; t++)
        if (!sieve_sentence(s, t)) return WV_E_NOMEM;
    return WV_OK;
}
