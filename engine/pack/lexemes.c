/* SPDX-License-Identifier: EUPL-1.2 */
/* lexemes.c: gives ids to the words and word classes of a pack and generates their written forms.
 *
 * In: terms of patterns (expand.c). Out: lexemes with forms and keys, classes of lexemes.
 * Neighbours: text/inflect.h makes the forms, wordbook.c the tables. Invariants: ids count up in
 * order of first use; class 0 is empty; a class's lexemes are sorted. Cost: one run of the
 * generator per distinct word, some 10 us each. */
#include "pack/lexemes.h"

#include "base/buf.h"
#include "pack/frequency.h"
#include "text/inflect.h"

#include <stdlib.h>

wv_rc wv_lexemes_init(wv_lexemes *l)
{
    *l = (wv_lexemes){0};
    wv_arena_init(&l->arena);
    wv_map_init(&l->term_ids);
    wv_map_init(&l->lexeme_ids);
    wv_map_init(&l->class_ids);
    wv_map_init(&l->frequency);
    wv_lex_memo_init(&l->spelling, NULL, NULL);
    l->spelling.spelling_only = true;
    wv_tokens_init(&l->tokens);
    if (!wv_frequency_load(&l->frequency) || wv_lexemes_class(l, NULL, 0) != WV_CLASS_NONE)
        return WV_E_NOMEM;
    return WV_OK;
}

void wv_lexemes_done(wv_lexemes *l)
{
    wv_map_done(&l->term_ids);
    wv_map_done(&l->lexeme_ids);
    wv_map_done(&l->class_ids);
    wv_map_done(&l->frequency);
    wv_lex_memo_done(&l->spelling);
    wv_tokens_done(&l->tokens);
    wv_mem_free(l->lexemes);
    wv_mem_free(l->classes);
    wv_arena_done(&l->arena);
    *l = (wv_lexemes){0};
}

static uint32_t fail(wv_lexemes *l)
{
    l->no_memory = true;
    return UINT32_MAX;
}

static uint32_t fail_full(wv_lexemes *l)
{
    l->full = true;
    return fail(l);
}

/* A term as a text's word would be remembered: through the tokeniser and the first reading of the
 * memo. Valid until the expander is done. Empty when it is no single word. */
static wv_str fold(wv_lexemes *l, wv_str raw)
{
    if (!raw.n || wv_tokenise(raw, &l->tokens) != WV_OK) return (wv_str){NULL, 0};
    uint8_t kind = l->tokens.count == 1 ? l->tokens.items[0].kind : WV_TOKEN_WORD;
    const wv_lex_entry *entry = wv_lex_memo_get(&l->spelling, raw, kind, 0);
    if (!entry) {
        l->no_memory = true;
        return (wv_str){NULL, 0};
    }
    const wv_lex_reading *first = &entry->readings[0];
    if (first->part_count == 1 && first->parts[0].lex->folded.n) return first->parts[0].lex->folded;
    for (uint8_t k = 1; k < entry->reading_count; k++)
        if (entry->readings[k].part_count == 1) return entry->readings[k].parts[0].lex->folded;
    return raw;
}

/* The lexeme with this identity, new when *added. Identity: kind, part of speech asked for,
 * particle and text. */
static uint32_t intern(wv_lexemes *l, const wv_lexeme *want, bool *added)
{
    wv_buf id;
    wv_buf_init(&id);
    wv_buf_byte(&id, (char)want->kind);
    wv_buf_byte(&id, (char)want->pos);
    wv_buf_byte(&id, (char)want->builtin);
    wv_buf_str(&id, want->particle);
    wv_buf_byte(&id, '+');
    wv_buf_str(&id, want->text);
    wv_str key =
        id.failed ? (wv_str){NULL, 0} : wv_arena_str(&l->arena, (wv_str){id.p, (uint32_t)id.n});
    wv_buf_done(&id);
    /* room first: an id that is known must have its lexeme, also after memory ran out */
    if (l->lexeme_count >= WV_LEXEMES_MAX) return fail_full(l);
    bool room = wv_mem_grow((void **)&l->lexemes, &l->lexeme_capacity, l->lexeme_count + 1,
                            sizeof *l->lexemes);
    uint32_t *at = key.p && room ? wv_map_put(&l->lexeme_ids, key, l->lexeme_count, added) : NULL;
    if (!at) return fail(l);
    if (!*added) return *at;
    wv_lexeme *x = &l->lexemes[l->lexeme_count];
    *x = *want;
    x->text = wv_arena_str(&l->arena, want->text);
    x->particle = wv_arena_str(&l->arena, want->particle);
    l->lexeme_count++;
    return x->text.p && x->particle.p ? l->lexeme_count - 1 : fail(l);
}

/* ---- written forms ---- */

enum {
    FORMS_MAX = 1024
}; /* a verb with all its slips has fewer than 120; a lexeme of several words of speech 300 */

typedef struct forms {
    wv_lexemes *l;
    wv_map seen;
    wv_str *items;
    uint32_t count, capacity;
    uint64_t weight;
    uint8_t pos;
    bool failed;
} forms;

static void add_form(forms *f, wv_str form)
{
    bool added = false;
    if (!wv_map_put_in(&f->seen, &f->l->arena, form, 0, &added)) {
        f->failed = true;
        return;
    }
    if (!added || f->count == FORMS_MAX) return;
    if (!wv_mem_grow((void **)&f->items, &f->capacity, f->count + 1, sizeof *f->items)) {
        f->failed = true;
        return;
    }
    f->items[f->count++] = f->seen.entries[f->seen.count - 1].key; /* that of the arena */
    f->weight += wv_frequency_of(&f->l->frequency, form);
}

static void emit_form(void *ctx, wv_str form, unsigned pos, uint32_t feat)
{
    (void)feat;
    forms *f = ctx;
    f->pos |= (uint8_t)pos;
    add_form(f, form);
}

static bool add_keys(wv_lexemes *l, wv_lexeme *x, wv_str lemma)
{
    static const uint8_t ORDER[] = {WV_POS_VERB, WV_POS_NOUN, WV_POS_ADJ};
    wv_str *keys = wv_arena_alloc(&l->arena, sizeof *keys * sizeof ORDER);
    if (!keys) return false;
    for (size_t i = 0; i < sizeof ORDER; i++) {
        char key[66] = {(char)('0' + ORDER[i]), '|'};
        size_t n = x->pos & ORDER[i] ? wv_key_of(lemma, ORDER[i], key + 2) : 0;
        if (!n) continue;
        keys[x->key_count] = wv_arena_str(&l->arena, (wv_str){key, (uint32_t)n + 2});
        if (!keys[x->key_count++].p) return false;
    }
    x->keys = keys;
    return true;
}

/* Fills forms, keys, weight of a new lexeme. `inflect` false: the text itself is its only form. */
static bool give_forms(wv_lexemes *l, uint32_t id, bool inflect)
{
    wv_lexeme *x = &l->lexemes[id];
    forms f = {.l = l};
    wv_map_init(&f.seen);
    wv_buf lemma;
    wv_buf_init(&lemma);
    wv_buf_str(&lemma, x->particle);
    wv_buf_str(&lemma, x->text);
    wv_str whole = {lemma.p, (uint32_t)lemma.n};
    add_form(&f, whole);
    if (inflect && wv_inflect_generate(whole, x->pos, emit_form, &f) == WV_OK) {
        x->pos = f.pos;
        f.failed |= !add_keys(l, x, whole);
    }
    wv_str *kept = wv_arena_alloc(&l->arena, (f.count + 1) * sizeof *kept);
    if (kept && f.count) memcpy(kept, f.items, f.count * sizeof *kept);
    x->forms = kept;
    x->form_count = f.count;
    x->weight = f.weight > UINT32_MAX ? UINT32_MAX : (uint32_t)f.weight;
    bool ok = kept && !f.failed && !lemma.failed;
    wv_buf_done(&lemma);
    wv_map_done(&f.seen);
    wv_mem_free(f.items);
    return ok;
}

/* ---- the ways to name words ---- */

static uint32_t make(wv_lexemes *l, wv_lexeme want, bool inflect)
{
    bool added = false;
    uint32_t id = intern(l, &want, &added);
    if (id == UINT32_MAX || !added) return id;
    return give_forms(l, id, inflect) ? id : fail(l);
}

enum { TERM_BYTES_MAX = 64 };

/* A term as written, to the lexeme it became: a list stands in hundreds of patterns, and folding a
 * word costs as much as reading a new one. Longer terms are few and are folded each time. */
static uint32_t make_term(wv_lexemes *l, wv_str text, uint8_t kind, uint8_t pos)
{
    char bytes[TERM_BYTES_MAX + 2] = {(char)kind, (char)pos};
    bool fits = text.n && text.n <= TERM_BYTES_MAX;
    if (fits) memcpy(bytes + 2, text.p, text.n);
    wv_str key = {bytes, text.n + 2};
    const uint32_t *known = fits ? wv_map_get(&l->term_ids, key) : NULL;
    if (known) return *known;
    wv_str s = fold(l, text);
    if (!s.n) return UINT32_MAX;
    wv_lexeme want = {.kind = kind, .pos = pos, .text = s};
    uint32_t id = make(l, want, kind == WV_LEXEME_WORD);
    if (!fits || id == UINT32_MAX) return id;
    wv_str kept = wv_arena_str(&l->arena, key);
    return kept.p && wv_map_put(&l->term_ids, kept, id, NULL) ? id : fail(l);
}

uint32_t wv_lexemes_word(wv_lexemes *l, wv_str text, uint8_t pos)
{
    return make_term(l, text, WV_LEXEME_WORD, pos);
}

uint32_t wv_lexemes_exact(wv_lexemes *l, wv_str text)
{
    return make_term(l, text, WV_LEXEME_EXACT, 0);
}

uint32_t wv_lexemes_split(wv_lexemes *l, wv_str particle, wv_str verb)
{
    wv_lexeme want = {.kind = WV_LEXEME_SPLIT, .pos = WV_POS_VERB};
    want.particle = fold(l, particle);
    want.text = fold(l, verb);
    if (!want.particle.n || !want.text.n) return UINT32_MAX;
    want.pair = l->pair_count;
    uint32_t before = l->lexeme_count, id = make(l, want, true);
    if (l->lexeme_count > before && id != UINT32_MAX) l->pair_count++;
    return id;
}

uint32_t wv_lexemes_head(wv_lexemes *l, wv_str head)
{
    wv_str s = fold(l, head);
    return s.n ? make(l, (wv_lexeme){.kind = WV_LEXEME_HEAD, .text = s}, true) : UINT32_MAX;
}

uint32_t wv_lexemes_first(wv_lexemes *l, wv_str first)
{
    wv_str s = fold(l, first);
    return s.n ? make(l, (wv_lexeme){.kind = WV_LEXEME_FIRST, .text = s}, true) : UINT32_MAX;
}

uint32_t wv_lexemes_builtin(wv_lexemes *l, wv_builtin which)
{
    static const uint32_t WEIGHTS[WV_BUILTIN_COUNT] = {
#define WV_BUILTIN_WEIGHT(name, text, weight) [WV_BUILTIN_##name] = weight,
        WV_BUILTIN_TABLE(WV_BUILTIN_WEIGHT)
#undef WV_BUILTIN_WEIGHT
    };
    bool added = false;
    wv_lexeme want = {
        .kind = WV_LEXEME_BUILTIN, .builtin = (uint32_t)which, .weight = WEIGHTS[which]};
    return intern(l, &want, &added);
}

/* ---- classes ---- */

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool ascend(const uint32_t *ids, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (ids[i - 1] > ids[i]) return false;
    return true;
}

/* A union of two classes is two runs in order, one behind the other:
 *      [1 4 9][2 4 7]   the first run is set aside, and both are read from their fronts
 * Writing never overtakes reading: what is written is what was read. False when there are more
 * runs. */
static bool merge_two(uint32_t *ids, uint32_t count)
{
    enum { RUN_MAX = 1024 };
    uint32_t first[RUN_MAX], n = 1, a = 0;
    while (n < count && ids[n - 1] <= ids[n]) n++;
    if (n > RUN_MAX || !ascend(ids + n, count - n)) return false;
    memcpy(first, ids, n * sizeof *first);
    for (uint32_t out = 0, b = n; a < n; out++)
        ids[out] = b < count && ids[b] < first[a] ? ids[b++] : first[a++];
    return true;
}

static uint32_t sort_unique(uint32_t *ids, uint32_t count)
{
    uint32_t kept = 0;
    if (!ascend(ids, count) && !merge_two(ids, count)) qsort(ids, count, sizeof *ids, by_id);
    for (uint32_t i = 0; i < count; i++)
        if (!kept || ids[kept - 1] != ids[i]) ids[kept++] = ids[i];
    return kept;
}

uint32_t wv_lexemes_class(wv_lexemes *l, uint32_t *ids, uint32_t count)
{
    count = sort_unique(ids, count);
    const uint32_t *known =
        wv_map_get(&l->class_ids, (wv_str){(const char *)ids, count * (uint32_t)sizeof *ids});
    if (known) return *known; /* nearly always: lists are used again and again */
    uint32_t *copy = wv_arena_alloc(&l->arena, (count + 1) * sizeof *copy);
    if (l->class_count >= WV_CLASSES_MAX) return fail_full(l);
    bool room = wv_mem_grow((void **)&l->classes, &l->class_capacity, l->class_count + 1,
                            sizeof *l->classes);
    if (!copy || !room || (count && ids[count - 1] >= l->lexeme_count)) return fail(l);
    if (count) memcpy(copy, ids, count * sizeof *copy);
    bool added = false;
    wv_str key = {(const char *)copy, count * (uint32_t)sizeof *copy};
    uint32_t *at = wv_map_put(&l->class_ids, key, l->class_count, &added);
    if (!at) return fail(l);
    if (!added) return *at;
    uint64_t weight = 0;
    for (uint32_t i = 0; i < count; i++) weight += l->lexemes[copy[i]].weight;
    l->classes[l->class_count] =
        (wv_class){copy, count, weight > UINT32_MAX ? UINT32_MAX : (uint32_t)weight};
    return l->class_count++;
}
