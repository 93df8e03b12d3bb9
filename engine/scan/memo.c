/* SPDX-License-Identifier: EUPL-1.2 */
/* memo.c: gives each distinct word of a thread its set of classes, once.
 *
 * In: a word that the lex memo meets for the first time. Out: lex->set and lex->verbs. Neighbours:
 * text/lex.h calls; pack/wordbook.c knows. Invariant: a set depends on the word and the pack alone,
 * so a memo that is cleared changes nothing but time. Cost: about a microsecond, once per distinct
 * word. */
#include "scan/scratch.h"

#include "text/gram.h"
#include "text/normalise.h"

static uint32_t intern_set(wv_scratch *s, const uint32_t *classes, uint32_t count)
{
    wv_str look = {(const char *)classes, count * (uint32_t)sizeof *classes};
    const uint32_t *known = wv_map_get(&s->set_ids, look);
    if (known) return *known;
    uint32_t *copy = wv_arena_alloc(&s->set_arena, (count + 1) * sizeof *copy);
    wv_sieve_mask *masks = wv_arena_alloc(&s->set_arena, (count + 1) * sizeof *masks);
    uint32_t room = wv_matcher_key_room(s->m, classes, count);
    wv_gate *keys = wv_arena_alloc(&s->set_arena, (room + 1) * sizeof *keys);
    wv_gate_group *groups = wv_arena_alloc(&s->set_arena, (room + 2) * sizeof *groups);
    if (!copy || !masks || !keys || !groups ||
        !wv_mem_grow((void **)&s->sets, &s->set_capacity, s->set_count + 1, sizeof *s->sets)) {
        s->no_memory = true;
        return 0;
    }
    memcpy(copy, classes, count * sizeof *copy);
    s->sets[s->set_count] = (wv_set){.classes = copy, .count = count};
    wv_matcher_seal_set(s->m, &s->sets[s->set_count], masks, keys, groups);
    uint32_t id = s->set_count++;
    if (!wv_map_put(&s->set_ids, (wv_str){(const char *)copy, look.n}, id, NULL))
        s->no_memory = true;
    return id;
}

uint32_t wv_scan_intern(wv_scratch *s, uint32_t *classes, uint32_t count)
{
    return intern_set(s, classes, wv_matcher_sort_classes(classes, count));
}

/* Lexemes of one spelling, added to those found so far. */
static uint32_t add_lexemes(const wv_scratch *s, wv_str folded, uint8_t kind, const wv_lex *lex,
                            uint32_t *out, uint32_t count)
{
    uint32_t found[WV_WORD_LEXEMES_MAX];
    wv_analysis analyses[WV_ANALYSES_MAX];
    const wv_analysis *known = lex->analyses;
    uint32_t analysis_count = lex->analysis_count;
    uint64_t gram = lex->gram;
    if (kind == WV_TOKEN_WORD && !wv_str_eq(folded, lex->folded)) {
        analysis_count = (uint32_t)wv_analyse(folded, analyses);
        known = analyses;
        gram = wv_gram_of(folded, analyses, (int)analysis_count);
    }
    uint32_t n = wv_wordbook_lexemes(s->m->book, folded, kind, gram, known, analysis_count, found);
    for (uint32_t i = 0; i < n && count < 2 * WV_WORD_LEXEMES_MAX; i++) out[count++] = found[i];
    return count;
}

/* A word of one part stands for all its spellings of one part: "gwn" is gewoon, but a pack may list
 * gwn. */
static uint32_t all_lexemes(const wv_scratch *s, uint8_t kind, const wv_spellings *spellings,
                            const wv_lex *lex, uint32_t *out)
{
    uint32_t count = add_lexemes(s, lex->folded, kind, lex, out, 0);
    if (!spellings || spellings->used->part_count != 1) return count;
    for (int i = 0; i < spellings->count; i++) {
        const wv_normal *other = &spellings->items[i];
        wv_str word = {other->parts[0].word, other->parts[0].bytes};
        if (other->part_count == 1 && !wv_str_eq(word, lex->folded))
            count = add_lexemes(s, word, kind, lex, out, count);
    }
    return count;
}

/* The set of what lexemes are in; 0, the empty one, when out of memory too. */
static uint32_t set_of(wv_scratch *s, const uint32_t *lexemes, uint32_t n)
{
    uint32_t room = wv_matcher_class_room(s->m, lexemes, n);
    if (!wv_mem_grow((void **)&s->classes.items, &s->classes.capacity, room,
                     sizeof *s->classes.items)) {
        s->no_memory = true;
        return 0;
    }
    n = wv_matcher_classes(s->m, lexemes, n, s->classes.items);
    return n ? intern_set(s, s->classes.items, n) : 0;
}

void wv_scan_fill(void *ctx, uint8_t kind, const wv_spellings *spellings, wv_lex *lex)
{
    wv_scratch *s = ctx;
    if (s->m->verbs && kind == WV_TOKEN_WORD) lex->verbs = wv_sepverbs_lookup(s->m->verbs, lex);
    uint32_t lexemes[2 * WV_WORD_LEXEMES_MAX];
    uint32_t n = all_lexemes(s, kind, spellings, lex, lexemes);
    lex->set = set_of(s, lexemes, n);
}

const wv_lex *wv_scan_named_lex(wv_scratch *s, wv_role role)
{
    wv_lex *lex = &s->named_lex[role];
    uint32_t lexemes[2 * WV_WORD_LEXEMES_MAX], n = 0;
    if (s->named_known[role]) return lex;
    bool target = role == WV_ROLE_TARGET, other = role == WV_ROLE_OTHER;
    wv_str words[] = {WV_STR("a"), WV_STR("b"), WV_STR("c")};
    *lex = (wv_lex){.folded = words[target ? 0 : other ? 1 : 2], .gram = WV_GRAM(NOUN)};
    if (target || role == WV_ROLE_UNKNOWN)
        n = add_lexemes(s, words[0], WV_TOKEN_WORD, lex, lexemes, n);
    if (other || role == WV_ROLE_UNKNOWN)
        n = add_lexemes(s, words[1], WV_TOKEN_WORD, lex, lexemes, n);
    lex->set = set_of(s, lexemes, n);
    s->named_known[role] = !s->no_memory;
    return s->no_memory ? NULL : lex;
}

wv_rc wv_scan_memo_begin(wv_scratch *s)
{
    const uint32_t none[1] = {0};
    memset(s->named_known, 0, sizeof s->named_known);
    wv_map_clear(&s->set_ids);
    wv_piece_memo_clear(&s->pieces);
    wv_arena_reset(&s->set_arena);
    s->set_count = 0;
    s->no_memory = false;
    intern_set(s, none, 0);
    return s->no_memory ? WV_E_NOMEM : WV_OK;
}

wv_rc wv_scan_memo_trim(wv_scratch *s)
{
    bool forgotten = wv_lex_memo_trim(&s->memo);
    if (s->stale) { /* memory ran out: a word may have been remembered without its classes */
        wv_lex_memo_clear(&s->memo);
        s->stale = false;
        forgotten = true;
    }
    return forgotten ? wv_scan_memo_begin(s) : WV_OK;
}
