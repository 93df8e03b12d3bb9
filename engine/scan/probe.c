/* SPDX-License-Identifier: EUPL-1.2 */
/* probe.c: pass 2: tries the patterns whose anchor stands in a sentence, and the regexes whose gate
 * does.
 *
 *   2a  every sentence      key patterns of active rules   --> hits --> marks of rules
 *   2b  wanted sentences    the other probes of the rules that want it --> hits, as far as known at
 *                           once, the rest at the end
 *
 * In: sentences with signatures. Out: scratch.hits, their order by probe, marks. Neighbours:
 * sentences.c (pass 1), needs.c, match.c, pack/keys.h, pack/regex.h, evaluate.c. Invariants: a probe
 * is tried at most once in a sentence; what is tried depends on anchors and keys, what is found
 * does not. Cost: sentences without an anchor of a key cost nothing here, nor does a rule without a
 * key in the record. */
#include "scan/scratch.h"

/* ---- hits ---- */

static wv_hit *push_hit(wv_scratch *s)
{
    if (s->hit_count == WV_HITS_MAX) {
        s->hits_cut = true;
        return NULL;
    }
    if (!wv_mem_grow((void **)&s->hits, &s->hit_capacity, s->hit_count + 1, sizeof *s->hits)) {
        s->no_memory = true;
        return NULL;
    }
    wv_hit *h = &s->hits[s->hit_count++];
    *h = (wv_hit){.word_at = s->hit_words.count};
    return h;
}

/* Adds a word to the hit pushed last, in order, once. */
static void add_word(wv_scratch *s, wv_hit *h, uint32_t word)
{
    uint32_t *words = s->hit_words.items + h->word_at, at = h->word_count;
    for (uint32_t i = 0; i < h->word_count; i++)
        if (words[i] == word) return;
    if (!wv_pool_push(&s->hit_words, word)) {
        s->no_memory = true;
        return;
    }
    words = s->hit_words.items + h->word_at;
    for (; at > 0 && words[at - 1] > word; at--) words[at] = words[at - 1];
    words[at] = word;
    h->word_count++;
}

static bool in_class(const wv_matcher *m, uint32_t lexeme, uint32_t class_id)
{
    for (uint32_t k = 0; k < m->lexeme_class_counts[lexeme]; k++)
        if (m->lexeme_classes[lexeme][k] == class_id) return true;
    return false;
}

/* "belt ... op": a word that is in the class only as a piece of a split verb brings the other piece
 * along. */
static void add_split_pieces(wv_scratch *s, wv_hit *h, uint32_t word, uint32_t class_id)
{
    const wv_lattice *l = &s->lattice;
    const wv_set *own = &s->sets[l->words[word].lex->set];
    for (uint32_t k = 0; k < own->count; k++)
        if (own->classes[k] == class_id) return;
    for (uint32_t i = 0; i < l->split_count; i++)
        if (l->splits[i].first == word &&
            in_class(s->m, s->m->pair_lexemes[l->splits[i].pair], class_id)) {
            add_word(s, h, l->splits[i].other);
            return;
        }
}

static void keep_match(wv_scratch *s, uint32_t pattern, uint32_t sentence, uint32_t start,
                       uint16_t readings, bool limit)
{
    wv_hit *h = push_hit(s);
    if (!h) return;
    const wv_word *first = &s->lattice.words[start];
    h->probe = pattern;
    h->sentence = sentence;
    h->clause = first->clause;
    h->readings = readings;
    h->quoted = wv_bits_has(s->lattice.quoted, start);
    h->incomplete = limit;
    h->first = first->start;
    if (limit) add_word(s, h, start);
    for (uint32_t i = 0; i < s->match.count && !limit; i++) {
        add_word(s, h, s->match.words[i]);
        add_split_pieces(s, h, s->match.words[i], s->match.classes[i]);
    }
}

/* ---- patterns ---- */

/* Is the hit just kept the same as one kept since `from`? Then it is one hit of more readings. */
static void merge_readings(wv_scratch *s, uint32_t from)
{
    wv_hit *last = &s->hits[s->hit_count - 1];
    for (uint32_t i = from; i + 1 < s->hit_count; i++) {
        wv_hit *h = &s->hits[i];
        if (h->word_count != last->word_count || h->incomplete != last->incomplete ||
            !h->word_count ||
            memcmp(s->hit_words.items + h->word_at, s->hit_words.items + last->word_at,
                   h->word_count * sizeof(uint32_t)) != 0)
            continue;
        h->readings |= last->readings;
        s->hit_words.count = last->word_at;
        s->hit_count--;
        return;
    }
}

static wv_match_result try_start(wv_scratch *s, uint32_t pattern, uint32_t sentence, uint32_t start,
                                 wv_reading reading, uint16_t readings, uint32_t from)
{
    wv_match_result result =
        wv_match_at(&s->match, &s->lattice, &s->m->patterns[pattern], reading, start);
    uint32_t before = s->hit_count;
    if (result != WV_MATCH_NONE)
        keep_match(s, pattern, sentence, start, readings, result == WV_MATCH_LIMIT);
    if (s->hit_count > before) merge_readings(s, from);
    return result;
}

/* One way to read the sentence, and the bits it stands for. */
typedef struct way {
    wv_reading reading;
    uint16_t bits;
} way;

enum { WAYS_MAX = 2 * WV_VOICE_COUNT };

/* Without slots there is nothing to read; without quotations the inner voice does not matter. */
static uint32_t list_ways(const wv_scratch *s, const wv_pattern *p, way *out)
{
    if (!p->slotted) {
        out[0] = (way){{WV_VOICE_P, WV_VOICE_P}, WV_READINGS_ALL};
        return 1;
    }
    uint32_t n = 0;
    for (int v = 0; v < WV_VOICE_COUNT; v++) {
        wv_voice outer = (wv_voice)v;
        if (!s->lattice.any_quoted) {
            out[n++] =
                (way){{outer, WV_VOICE_P}, (uint16_t)(WV_VOICES_ALL << (v * WV_VOICE_COUNT))};
            continue;
        }
        out[n++] = (way){{outer, WV_VOICE_P}, wv_reading_bit(outer, WV_VOICE_P)};
        if (outer != WV_VOICE_P)
            out[n++] = (way){{outer, WV_VOICE_V}, wv_reading_bit(outer, WV_VOICE_V)};
    }
    return n;
}

/* "maak <target> dood": whoever reads, it begins with *maken*. */
static bool starts_alike(const wv_pattern *p)
{
    for (uint32_t i = 0; i < p->start_count; i++) {
        const wv_op *op = &p->ops[p->starts[i]];
        for (int v = 1; v < WV_VOICE_COUNT; v++)
            if (op->slotted || op->classes[v] != op->classes[0]) return false;
    }
    return true;
}

/* All starts, all readings. A pattern that ran into its limit is not tried on in this sentence: the
 * hit says so. */
static void try_all(wv_scratch *s, uint32_t pattern, uint32_t sentence)
{
    const wv_pattern *p = &s->m->patterns[pattern];
    uint64_t starts[WAYS_MAX][WV_LATTICE_BLOCKS_MAX], united[WV_LATTICE_BLOCKS_MAX] = {0};
    way ways[WAYS_MAX];
    uint32_t n = list_ways(s, p, ways);
    s->match.steps = 0;
    s->match.steps_max = WV_MATCH_STEPS_MAX;
    const bool alike = n > 1 && starts_alike(p);
    for (uint32_t w = 0; w < (alike ? 1 : n); w++)
        if (wv_match_starts(&s->lattice, p, ways[w].reading, starts[w]))
            for (uint32_t b = 0; b < s->lattice.blocks; b++) united[b] |= starts[w][b];
    for (uint32_t b = 0; b < s->lattice.blocks; b++)
        for (; united[b]; united[b] &= united[b] - 1) {
            uint32_t i = b * 64 + (uint32_t)__builtin_ctzll(united[b]), from = s->hit_count;
            for (uint32_t w = 0; w < n; w++)
                if (wv_bits_has(starts[alike ? 0 : w], i) &&
                    try_start(s, pattern, sentence, i, ways[w].reading, ways[w].bits, from) ==
                        WV_MATCH_LIMIT)
                    return;
        }
}

/* As the lattice sees it, with its split verbs. */
static bool has_needs(const wv_lattice *l, const wv_pattern *p)
{
    for (uint32_t g = 0; g < p->gate_count; g++) {
        uint32_t n = 0;
        while (n < WV_GATE_NEEDS_MAX && p->needs[g][n] && wv_lattice_has(l, p->needs[g][n])) n++;
        if (n && (n == WV_GATE_NEEDS_MAX || !p->needs[g][n])) return true;
    }
    return false;
}

wv_rc wv_scan_try_pattern(wv_scratch *s, uint32_t pattern, uint32_t sentence)
{
    const wv_pattern *p = &s->m->patterns[pattern];
    wv_rc rc = wv_scan_enter(s, sentence);
    if (rc != WV_OK) return rc;
    if (!has_needs(&s->lattice, p)) return s->lattice.found->no_memory ? WV_E_NOMEM : WV_OK;
    try_all(s, pattern, sentence);
    s->work.patterns_tried++;
    s->work.words_tried += s->match.steps;
    return s->no_memory || s->lattice.found->no_memory ? WV_E_NOMEM : WV_OK;
}

static bool was_tried(const wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    return s->tried[probe] == s->tried_base + sentence;
}

static void set_tried(wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    s->tried[probe] = s->tried_base + sentence;
}

/* ---- regexes ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool has_literal(wv_str text, wv_str literal)
{
    for (uint32_t i = 0; i + literal.n <= text.n; i++) {
        uint32_t k = 0;
        while (k < literal.n && lower(text.p[i + k]) == lower(literal.p[k])) k++;
        if (k == literal.n) return true;
    }
    return false;
}

static wv_span sentence_span(const wv_scratch *s, uint32_t sentence)
{
    const wv_scan_sentence *at = &s->sentences[sentence];
    return (wv_span){s->tokens.items[at->first_token].start,
                     s->tokens.items[at->end_token - 1].end};
}

static bool has_class(const wv_scratch *s, uint32_t class_id, uint32_t sentence)
{
    uint32_t bit = s->m->class_bits[class_id];
    return wv_sieve_has(wv_sieve_of(s, sentence), bit);
}

/* Opens the gate when a needed word or literal stands in the sentence. */
static bool gate_is_open(wv_scratch *s, const wv_regex_gate *gate, uint32_t sentence, wv_rc *rc)
{
    if (gate->always) return true;
    wv_span span = sentence_span(s, sentence);
    for (uint32_t i = 0; i < gate->literal_count; i++)
        if (has_literal((wv_str){s->text.p + span.start, span.end - span.start}, gate->literals[i]))
            return true;
    if (!gate->class_id || !has_class(s, gate->class_id, sentence)) return false;
    *rc = wv_scan_enter(s, sentence);
    return *rc == WV_OK && wv_lattice_has(&s->lattice, gate->class_id);
}

static void keep_regex_hit(wv_scratch *s, uint32_t probe, uint32_t sentence, wv_span span,
                           bool limit)
{
    wv_hit *h = push_hit(s);
    if (!h) return;
    h->probe = probe;
    h->sentence = sentence;
    h->readings = WV_READINGS_ALL;
    h->incomplete = limit;
    h->first = span.start;
    h->span = span;
    for (uint32_t i = 0; i < s->lattice.count; i++) {
        const wv_word *w = &s->lattice.words[i];
        if (w->end <= span.start || w->start >= span.end) continue;
        if (!h->word_count) {
            h->clause = w->clause;
            h->quoted = wv_bits_has(s->lattice.quoted, i);
        }
        add_word(s, h, i);
    }
}

static wv_rc probe_regex(wv_scratch *s, uint32_t regex, uint32_t sentence)
{
    const wv_regex *re = s->m->regexes[regex];
    wv_rc rc = WV_OK;
    if (!gate_is_open(s, wv_regex_gate_of(re), sentence, &rc)) return rc;
    wv_span all = sentence_span(s, sentence), found;
    for (uint32_t at = all.start; at < all.end && rc == WV_OK; at = found.end) {
        wv_regex_result result = wv_regex_find(re, s->room, s->text, at, all.end, &found);
        if (result == WV_REGEX_NONE) break;
        rc = wv_scan_enter(s, sentence);
        bool limit = result == WV_REGEX_LIMIT;
        keep_regex_hit(s, s->m->pattern_count + regex, sentence, limit ? all : found, limit);
        if (limit) break;
    }
    return s->no_memory ? WV_E_NOMEM : rc;
}

/* ---- 2a: keys ---- */

/* Sentences in which hits of a rule can matter when it has a key in `sentence`. */
static void reach_of(const wv_scratch *s, uint32_t rule, uint32_t sentence, uint32_t *first,
                     uint32_t *last)
{
    uint32_t end = s->sentence_count - 1;
    *first = *last = sentence;
    switch (s->pack->rules[rule].unit) {
    case WV_UNIT_RECORD:
        *first = 0;
        *last = end;
        break;
    case WV_UNIT_TWO_SENTENCES:
        *first = sentence > 2 ? sentence - 2 : 0;
        *last = sentence < end ? sentence + 1 : end;
        break;
    default: break;
    }
}

static bool want_rule(wv_scratch *s, uint32_t rule, uint32_t sentence)
{
    if (!wv_links_push(&s->wants, rule, s->sentences[sentence].want)) return false;
    s->sentences[sentence].want = s->wants.count - 1;
    return true;
}

static bool mark_key(wv_scratch *s, uint32_t rule, uint32_t sentence)
{
    wv_rule_mark *mark = &s->marks[rule];
    bool fresh = mark->record != s->record_number;
    if (!fresh && s->keys.items[mark->last_key].value == sentence) return true;
    if (!wv_links_push(&s->keys, sentence, UINT32_MAX)) return false;
    uint32_t key = s->keys.count - 1;
    if (fresh)
        *mark = (wv_rule_mark){.record = s->record_number, .first_key = key};
    else
        s->keys.items[mark->last_key].next = key;
    mark->last_key = key;
    uint32_t first, last;
    reach_of(s, rule, sentence, &first, &last);
    for (uint32_t t = first > mark->wanted_to ? first : mark->wanted_to; t <= last; t++)
        if (!want_rule(s, rule, t)) return false;
    mark->wanted_to = last + 1;
    return true;
}

static wv_rc try_probe(wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    uint32_t patterns = s->m->pattern_count;
    return probe < patterns ? wv_scan_try_pattern(s, probe, sentence)
                            : probe_regex(s, probe - patterns, sentence);
}

static wv_rc probe_keys(wv_scratch *s, uint32_t sentence)
{
    const wv_scan_sentence *at = &s->sentences[sentence];
    wv_rc rc = WV_OK;
    uint32_t from = s->hit_count;
    for (uint32_t i = 0; i < at->candidate_count && rc == WV_OK; i++)
        rc = try_probe(s, s->candidates.items[at->candidates_at + i], sentence);
    for (uint32_t i = from; i < s->hit_count && rc == WV_OK; i++) {
        const wv_probe_use *use = &s->m->uses[s->hits[i].probe];
        for (uint32_t k = 0; k < use->count && rc == WV_OK; k++)
            if (!mark_key(s, use->rules[k], sentence)) rc = WV_E_NOMEM;
    }
    return rc;
}

/* ---- 2b: what the rules with a key need besides ---- */

static wv_rc try_once(wv_scratch *s, uint32_t probe, uint32_t sentence)
{
    if (was_tried(s, probe, sentence)) return WV_OK;
    set_tried(s, probe, sentence);
    return wv_pool_push(&s->seen, probe) ? try_probe(s, probe, sentence) : WV_E_NOMEM;
}

/* The probes of a field that may match: those with an open gate, and regexes without one. */
static wv_rc probe_field(wv_scratch *s, const wv_field *field, uint32_t sentence)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < field->gates.group_count && rc == WV_OK; i++) {
        const wv_gate_group *group = &field->gates.groups[i];
        if (!(wv_sieve_of(s, sentence)[group->word] & group->bits)) continue;
        for (uint32_t g = group->first; g < group[1].first && rc == WV_OK; g++)
            if (wv_gate_is_open(&field->gates.items[g], wv_sieve_of(s, sentence)))
                rc = try_once(s, field->gates.items[g].probe, sentence);
    }
    for (uint32_t i = 0; i < field->probe_count && field->ungated && rc == WV_OK; i++)
        if (field->probes[i] >= s->m->pattern_count)
            rc = try_once(s, field->probes[i], sentence);
    return rc;
}

static wv_rc probe_rule(wv_scratch *s, uint32_t rule, uint32_t sentence)
{
    const wv_detection *d = &s->m->detections[rule];
    wv_rc rc = WV_OK;
    for (uint32_t sel = 0; sel < d->selection_count; sel++)
        for (uint32_t b = 0; b < d->selections[sel].count; b++) {
            const wv_branch *branch = &d->selections[sel].branches[b];
            for (uint32_t f = 0; f < branch->count && rc == WV_OK; f++)
                if (branch->fields[f].is_text)
                    rc = probe_field(s, &branch->fields[f], sentence);
        }
    return rc;
}

/* What 2a and an earlier 2b tried in a sentence. */
static void recall_tried(wv_scratch *s, const wv_scan_sentence *at, uint32_t sentence)
{
    for (uint32_t i = 0; i < at->candidate_count; i++)
        set_tried(s, s->candidates.items[at->candidates_at + i], sentence);
    for (uint32_t i = 0; i < at->seen_count; i++)
        set_tried(s, s->seen.items[at->seen_at + i], sentence);
}

/* The wants that are known so far. Called right after 2a, while the lattice of the sentence is there,
 * and once more when all keys are known; what was tried the first time is not tried again. */
static wv_rc probe_wanted(wv_scratch *s, uint32_t sentence)
{
    wv_scan_sentence *at = &s->sentences[sentence];
    if (at->want == UINT32_MAX) return WV_OK;
    wv_rc rc = WV_OK;
    recall_tried(s, at, sentence);
    at->seen_at = s->seen.count;
    for (uint32_t w = at->want; w != UINT32_MAX && rc == WV_OK; w = s->wants.items[w].next)
        rc = probe_rule(s, s->wants.items[w].value, sentence);
    at->seen_count = s->seen.count - at->seen_at;
    at->want = UINT32_MAX;
    return rc;
}

/* For explain: every probe of every rule, so that a near miss can be told. */
static wv_rc probe_all(wv_scratch *s, uint32_t sentence)
{
    wv_rc rc = WV_OK;
    recall_tried(s, &s->sentences[sentence], sentence);
    for (uint32_t r = 0; r < s->pack->rule_count && rc == WV_OK; r++)
        rc = probe_rule(s, r, sentence);
    if (rc == WV_OK) s->trace.sentence(s->trace.ctx, s, sentence);
    return rc;
}

/* ---- all of it ---- */

/* Puts a hit behind those of its probe; what 2b found goes before later sentences of 2a. */
static void place_hit(wv_scratch *s, wv_probe_hits *of, uint32_t hit)
{
    uint32_t *order = s->hit_order.items, at = of->end++;
    for (; at > of->first && s->hits[order[at - 1]].sentence > s->hits[hit].sentence; at--)
        order[at] = order[at - 1];
    order[at] = hit;
}

/* Hits by probe: counted, then laid out by sentence; starts keep their order. Only probes that hit
 * are touched: `end` counts first, and is then the next free place of its probe. */
static bool order_hits(wv_scratch *s)
{
    uint32_t place = 0;
    s->hit_order.count = 0;
    for (uint32_t i = 0; i < s->hit_count; i++) {
        wv_probe_hits *of = &s->probe_hits[s->hits[i].probe];
        if (of->record != s->record_number)
            *of = (wv_probe_hits){.record = s->record_number, .first = UINT32_MAX};
        of->end++;
        if (!wv_pool_push(&s->hit_order, 0)) return false;
    }
    for (uint32_t i = 0; i < s->hit_count; i++) {
        wv_probe_hits *of = &s->probe_hits[s->hits[i].probe];
        if (of->first == UINT32_MAX) {
            of->first = place;
            place += of->end;
            of->end = of->first;
        }
        place_hit(s, of, i);
    }
    return true;
}

/* What the sieve marked is not what is tried from here on. */
static void next_marks(wv_scratch *s)
{
    s->tried_base += s->sentence_count;
}

wv_rc wv_scan_probe(wv_scratch *s)
{
    wv_rc rc = WV_OK;
    next_marks(s);
    for (uint32_t i = 0; i < s->sentence_count && rc == WV_OK; i++) {
        rc = probe_keys(s, i);
        if (rc == WV_OK && !s->trace.sentence) rc = probe_wanted(s, i);
    }
    for (uint32_t i = 0; i < s->sentence_count && rc == WV_OK; i++)
        rc = s->trace.sentence ? probe_all(s, i) : probe_wanted(s, i);
    if (rc == WV_OK && s->hit_count && !order_hits(s)) rc = WV_E_NOMEM;
    return rc;
}
