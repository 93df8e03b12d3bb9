/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_region.c: labels that reach past a sentence: leaflets, cuttings, jokes, the answer "nee",
 * quotations.
 *
 * In: hits of the wide triggers over the whole record, its title and code. Out: wv_scope_region, in
 * order of trigger.
 * Neighbours: the scanner asks once per record that has a finding; scope_label.c reads the regions.
 * Invariants: a region is never empty; a trigger judges each paragraph once, at its first cue
 * there.
 * Cost: linear in the hits of the record for each wide trigger (there are a dozen). */
#include "scan/scope.h"

typedef struct regions {
    const wv_scope_table *table;
    const wv_record *record;
    const wv_word *words;
    const wv_sentence *sentences;
    uint32_t sentence_count;
    const wv_scope_hit *hits;
    uint32_t hit_count;
    wv_scope_region *out;
    uint32_t count, cap;
} regions;

/* Index of the sentence that holds a word: the sentences are sorted. */
static uint32_t sentence_of(const regions *r, uint32_t word)
{
    uint32_t low = 0, high = r->sentence_count;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->sentences[middle].first_word <= word)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool starts_paragraph(const regions *r, uint32_t sentence)
{
    return (r->words[r->sentences[sentence].first_word].flags & WV_TOKEN_PARAGRAPH) != 0;
}

static wv_span paragraph_of(const regions *r, uint32_t word)
{
    uint32_t first = sentence_of(r, word), last = first;
    while (first > 0 && !starts_paragraph(r, first)) first--;
    while (last + 1 < r->sentence_count && !starts_paragraph(r, last + 1)) last++;
    return (wv_span){r->sentences[first].span.start, r->sentences[last].span.end};
}

/* "Is er sprake van geweld? Nee.": the answer opens its sentence, after a question. */
static wv_span question_before(const regions *r, uint32_t word)
{
    uint32_t s = sentence_of(r, word);
    if (s == 0 || r->sentences[s].first_word != word || r->sentences[s - 1].mark != '?')
        return (wv_span){0, 0};
    return r->sentences[s - 1].span;
}

/* Bytes of the quotation mark that begins at `at`, and in *closing the one that ends it; 0 when
 * there is none. */
static uint32_t quote_mark(wv_str text, uint32_t at, const char **closing)
{
    static const char *const pairs[][2] = {{"\"", "\""},
                                           {"'", "'"},
                                           {"\xe2\x80\x98", "\xe2\x80\x99"},
                                           {"\xe2\x80\x9c", "\xe2\x80\x9d"},
                                           {"\xe2\x80\x9e", "\xe2\x80\x9d"},
                                           {",,", "''"}};
    for (uint32_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        uint32_t n = (uint32_t)strlen(pairs[i][0]);
        *closing = pairs[i][1];
        if (at + n <= text.n && memcmp(text.p + at, pairs[i][0], n) == 0) return n;
    }
    return 0;
}

/* Where a quotation that is open at `at` ends: at its mark, when no letter follows (that is an
 * apostrophe), else with its paragraph. */
static uint32_t quote_end(wv_str text, uint32_t at, uint32_t limit, const char *closing)
{
    uint32_t n = (uint32_t)strlen(closing);
    for (; at + n <= limit; at++) {
        if (memcmp(text.p + at, closing, n) != 0) continue;
        char next = at + n < text.n ? text.p[at + n] : ' ';
        if (!((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'))) return at;
    }
    return limit;
}

/* "Hij zei: 'ik vind je. Overal.'": from the colon that follows the cue in its sentence (or ends
 * it) to the end of the quotation, or without quotation marks to the end of the sentence that the
 * colon opens. */
static wv_span after_colon(const regions *r, const wv_scope_hit *cue)
{
    wv_str text = r->record->text;
    uint32_t s = sentence_of(r, cue->first), limit = paragraph_of(r, cue->first).end;
    uint32_t at = r->words[cue->last].end;
    while (at < limit && text.p[at] != ':' && at <= r->sentences[s].span.end) at++;
    if (at >= limit || text.p[at] != ':') return (wv_span){0, 0};
    for (at++; at < limit && text.p[at] == ' '; at++) {
    }
    const char *closing;
    uint32_t mark = quote_mark(text, at, &closing);
    if (mark) return (wv_span){at + mark, quote_end(text, at + mark, limit, closing)};
    while (s + 1 < r->sentence_count && r->sentences[s].span.end <= at) s++;
    return (wv_span){at, r->sentences[s].span.end < limit ? r->sentences[s].span.end : limit};
}

static wv_span reach_of(const regions *r, const wv_trigger *t, const wv_scope_hit *cue)
{
    uint32_t word = cue->first;
    if (t->reach == WV_REACH_COLON) return after_colon(r, cue);
    if (t->reach == WV_REACH_RECORD) return (wv_span){0, r->record->text.n};
    if (t->reach == WV_REACH_PARAGRAPH) return paragraph_of(r, word);
    return question_before(r, word);
}

/* Hits are in order of first word and lie within one sentence, so only near ones can touch. */
static bool is_excepted(const regions *r, uint32_t cue)
{
    const wv_scope_hit *c = &r->hits[cue];
    uint32_t i = cue;
    while (i > 0 && r->hits[i - 1].first + WV_SENTENCE_WORDS_MAX > c->first) i--;
    for (; i < r->hit_count && r->hits[i].first <= c->last; i++) {
        const wv_scope_hit *h = &r->hits[i];
        if (h->trigger == c->trigger && h->part == WV_TRIGGER_EXCEPT && h->last >= c->first)
            return true;
    }
    return false;
}

static bool is_cue(const regions *r, uint32_t hit, uint32_t trigger)
{
    const wv_scope_hit *h = &r->hits[hit];
    if (h->trigger != trigger || h->part != WV_TRIGGER_CUES || is_excepted(r, hit)) return false;
    char mark = r->table->triggers[trigger].mark;
    return !mark || (char)r->sentences[sentence_of(r, h->first)].mark == mark;
}

static wv_span bytes_of(const regions *r, const wv_scope_hit *h)
{
    return (wv_span){r->words[h->first].start, r->words[h->last].end};
}

/* True when hit `from`, the first cue of a trigger in a stretch, and those after it in the stretch
 * are at least as many as the trigger asks. Two matches that overlap are one cue. */
static bool is_enough(const regions *r, uint32_t trigger, uint32_t from, wv_span within)
{
    uint32_t count = 0, past = 0, least = r->table->triggers[trigger].least;
    for (uint32_t i = from; i < r->hit_count && count < least; i++) {
        wv_span at = bytes_of(r, &r->hits[i]);
        if (at.start >= within.end) break;
        if ((count && at.start < past) || !is_cue(r, i, trigger)) continue;
        count++;
        past = at.end;
    }
    return count >= least;
}

static void add(regions *r, const wv_trigger *t, wv_span cue, wv_span reach)
{
    if (r->count < r->cap && reach.end > reach.start)
        r->out[r->count++] = (wv_scope_region){(uint8_t)t->label, t->voices, cue, reach};
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool contains(wv_str field, wv_str literal)
{
    for (uint32_t i = 0; i + literal.n <= field.n; i++) {
        uint32_t k = 0;
        while (k < literal.n && lower(field.p[i + k]) == literal.p[k]) k++;
        if (k == literal.n) return true;
    }
    return false;
}

static bool any_contained(wv_str field, const wv_lits *literals)
{
    for (uint32_t i = 0; i < literals->count; i++)
        if (contains(field, literals->items[i].s)) return true;
    return false;
}

static void add_trigger(regions *r, uint32_t trigger)
{
    const wv_trigger *t = &r->table->triggers[trigger];
    if (any_contained(r->record->title, &t->titles) || any_contained(r->record->code, &t->codes))
        add(r, t, (wv_span){0, 0}, (wv_span){0, r->record->text.n});
    wv_span done = {0, 0}; /* each stretch is judged at its first cue */
    for (uint32_t i = 0; i < r->hit_count && r->count < r->cap; i++) {
        if (r->hits[i].trigger != trigger ||
            (done.end && bytes_of(r, &r->hits[i]).end <= done.end) || !is_cue(r, i, trigger))
            continue;
        done = reach_of(r, t, &r->hits[i]);
        if (t->reach == WV_REACH_PREVIOUS || t->reach == WV_REACH_COLON ||
            is_enough(r, trigger, i, done))
            add(r, t, bytes_of(r, &r->hits[i]), done);
    }
}

uint32_t wv_scope_regions_of(const wv_scope_table *table, const wv_record *record,
                             const wv_word *words, const wv_sentence *sentences,
                             uint32_t sentence_count, const wv_scope_hit *hits, uint32_t hit_count,
                             wv_scope_region *out, uint32_t cap)
{
    regions r = {.table = table,
                 .record = record,
                 .words = words,
                 .sentences = sentences,
                 .sentence_count = sentence_count,
                 .hits = hits,
                 .hit_count = sentence_count ? hit_count : 0,
                 .out = out,
                 .cap = cap};
    for (uint32_t t = 0; t < table->count; t++)
        if (wv_trigger_is_wide(&table->triggers[t])) add_trigger(&r, t);
    return r.count;
}

uint32_t wv_scope_add_quote(wv_span quote, wv_scope_region *out, uint32_t count, uint32_t cap)
{
    if (count < cap && quote.end > quote.start)
        out[count++] =
            (wv_scope_region){WV_LABEL_QUOTED, WV_VOICES_ALL, {quote.start, quote.start}, quote};
    return count;
}
