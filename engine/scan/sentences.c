/* SPDX-License-Identifier: EUPL-1.2 */
/* sentences.c: the way into pass 2: tokens, sentence edges, the sieve of each sentence that is live.
 *
 * In: a record's text. Out: scratch.sentences; on demand words and lattice. Neighbours:
 * text/tokens.h, text/words.h, live.c, probe.c. Invariants: a sentence has at least one token that
 * is no punctuation; numbers of sentences never change within a record; the sieve of a sentence that
 * nobody read is empty. Cost: one memo probe a word of a live sentence; words and clauses only where
 * an anchor stands. */
#include "scan/scratch.h"

/* Few words of a sieve are set where few rules have a word: then those alone are cleared. A small
 * sieve is cleared whole before anybody has counted. */
static void clear_sieve(uint64_t *sieve, uint32_t words)
{
    enum { SMALL = 32, FEW = 16 };
    uint64_t hint = sieve[words];
    if (words <= SMALL || __builtin_popcountll(hint) > FEW) {
        memset(sieve, 0, words * sizeof *sieve);
    } else {
        for (; hint; hint &= hint - 1)
            for (uint32_t w = (uint32_t)__builtin_ctzll(hint); w < words; w += 64) sieve[w] = 0;
    }
    sieve[words] = 0;
}

bool wv_scan_begin_sieve(wv_scratch *s)
{
    uint32_t size = s->m->sieve_words + 1, number = wv_sieve_number(s->sentence_count);
    if (s->sentence_count && number == wv_sieve_number(s->sentence_count - 1)) return true;
    if (!wv_mem_grow((void **)&s->sieves, &s->sieve_capacity, (number + 1) * size,
                     sizeof *s->sieves))
        return false;
    for (; s->sieves_made <= number; s->sieves_made++)
        memset(s->sieves + (size_t)s->sieves_made * size, 0, size * sizeof *s->sieves);
    clear_sieve(s->sieves + (size_t)number * size, size - 1);
    return true;
}

static bool add_words(wv_scratch *s, wv_scan_sentence *sentence, uint64_t *sieve,
                      const wv_lex_entry *entry)
{
    for (uint32_t r = 0; r < entry->reading_count; r++)
        for (uint32_t k = 0; k < entry->readings[r].part_count; k++) {
            uint32_t id = entry->readings[r].parts[k].lex->set;
            if (!id) continue;
            const wv_set *set = &s->sets[id];
            wv_sieve_add(s, sieve, set);
            if (!set->keys.count) continue;
            if (!wv_pool_push(&s->keyed, id)) return false;
            sentence->keyed_count++;
        }
    return true;
}

/* A person of the record is a person, whatever the name looks like; other words come from the memo.
 * The entry lives until the next question. */
static const wv_lex_entry *entry_of(void *ctx, wv_str raw, uint8_t kind, uint8_t flags)
{
    wv_scratch *s = ctx;
    const wv_named *n =
        s->named.count ? wv_named_at(&s->named, (uint32_t)(raw.p - s->text.p)) : NULL;
    if (!n || n->end - n->start != raw.n) return wv_lex_memo_get(&s->memo, raw, kind, flags);
    const wv_lex *lex = wv_scan_named_lex(s, n->role);
    s->named_entry = (wv_lex_entry){.reading_count = 1};
    s->named_entry.readings[0] =
        (wv_lex_reading){.part_count = 1, .parts = {{lex, 0, (uint16_t)raw.n}}};
    return lex ? &s->named_entry : NULL;
}

wv_rc wv_scan_read(wv_scratch *s, uint32_t sentence)
{
    wv_scan_sentence *at = &s->sentences[sentence];
    uint64_t *sieve = wv_sieve_of(s, sentence);
    if (at->read) return WV_OK;
    at->read = true;
    at->keyed_at = s->keyed.count;
    for (uint32_t i = at->first_token; i < at->end_token; i++) {
        const wv_token *t = &s->tokens.items[i];
        if (t->kind == WV_TOKEN_PUNCT) continue;
        wv_str raw = {s->text.p + t->start, t->end - t->start};
        const wv_lex_entry *entry = entry_of(s, raw, t->kind, t->flags);
        if (!entry || s->no_memory || !add_words(s, at, sieve, entry)) return WV_E_NOMEM;
    }
    return WV_OK;
}

/* One of tokens [first, end) is a word, number, emoji ... */
static bool has_word(const wv_tokens *tokens, uint32_t first, uint32_t end)
{
    while (first < end && tokens->items[first].kind == WV_TOKEN_PUNCT) first++;
    return first < end;
}

static wv_rc cut(wv_scratch *s, wv_words_style style)
{
    for (uint32_t first = 0, end; first < s->tokens.count; first = end) {
        end = wv_words_sentence_end(s->text, &s->tokens, first, style);
        if (!has_word(&s->tokens, first, end)) continue;
        if (!wv_scan_begin_sieve(s) ||
            !wv_mem_grow((void **)&s->sentences, &s->sentence_capacity, s->sentence_count + 1,
                         sizeof *s->sentences))
            return WV_E_NOMEM;
        s->sentences[s->sentence_count++] = (wv_scan_sentence){.first_token = first,
                                                               .end_token = end,
                                                               .words = UINT32_MAX,
                                                               .want = UINT32_MAX};
    }
    return WV_OK;
}

wv_rc wv_scan_sentences(wv_scratch *s, const wv_record *record)
{
    wv_words_style style = record->kind == WV_KIND_MESSAGE ? WV_WORDS_CHAT : WV_WORDS_PROSE;
    wv_rc rc = wv_tokenise(s->text, &s->tokens);
    rc = rc ? rc : wv_named_cut(&s->named, &s->tokens, &s->spare_tokens);
    rc = rc ? rc : cut(s, style);
    if (rc != WV_OK) return rc;
    wv_live_mark(s);
    for (uint32_t i = 0; i < s->sentence_count && rc == WV_OK; i++)
        if (s->sentences[i].live) rc = wv_scan_read(s, i);
    return rc;
}

static wv_rc build_words(wv_scratch *s, wv_scan_sentence *sentence)
{
    bool added = false;
    wv_rc rc = wv_words_add(&s->words, s->text, &s->tokens, sentence->first_token,
                            sentence->end_token, (wv_lex_source){entry_of, s}, &added);
    if (rc == WV_OK && added) sentence->words = s->words.sentence_count - 1;
    return rc == WV_OK && (s->no_memory || !added) ? WV_E_NOMEM : rc;
}

wv_rc wv_scan_enter(wv_scratch *s, uint32_t sentence)
{
    if (s->lattice_sentence == sentence) return WV_OK;
    wv_scan_sentence *at = &s->sentences[sentence];
    wv_rc rc = WV_OK;
    if (!s->quotes_known) {
        rc = wv_quotes_find(s->text, &s->tokens, &s->quotes);
        s->quotes_known = true;
    }
    if (rc == WV_OK && at->words == UINT32_MAX) rc = build_words(s, at);
    if (rc != WV_OK) return rc;
    const wv_sentence *ws = &s->words.sentences[at->words];
    s->lattice_sentence = sentence;
    s->work.lattices++;
    wv_lattice_build(&s->lattice, s->words.words + ws->first_word, ws->word_count, s->sets,
                     wv_sieve_of(s, sentence), &s->quotes);
    return WV_OK;
}

wv_rc wv_scan_all_words(wv_scratch *s)
{
    wv_rc rc = WV_OK;
    wv_words_clear(&s->words);
    s->lattice_sentence = UINT32_MAX;
    for (uint32_t i = 0; i < s->sentence_count && rc == WV_OK; i++)
        rc = build_words(s, &s->sentences[i]);
    return rc;
}
