/* SPDX-License-Identifier: EUPL-1.2 */
/* pass1.c: may anything match in a record at all? Over its raw text, without tokens or sentences.
 *
 *   text     Hij kwam thuis. Zij was bang dat hij zou terugkomen, zei ze.
 *   pieces   [Hij][kwam][thuis.][Zij][was][bang] ...     text/pieces.h: 64 bytes a step
 *   memo     [set][set][set,ends] ...                    scan/pieces.h: a probe a piece
 *   chunks   |-----------------||----------- ...         cut where a sentence surely ends
 *   sieve    bits of the sets, gates they begin to open  sieve.c, as for sentences
 *
 * In: a record. Out: whether it has a candidate. Neighbours: scan.c goes on with sentences.c when it
 * has. Invariants: each chunk is one or more whole sentences, each with its words and perhaps more,
 * so that what is no candidate here is none there. A chunk is cut only behind a mark that ends a
 * sentence before whatever begins with a capital (text/sentences.c), and only when it has a word, so
 * that sentences next to each other stand in one chunk or in two next to each other. Names of
 * persons are tokens of their own (named.h): a record with names in its text is one chunk. Cost: a
 * probe and a dozen masks a word. */
#include "scan/pieces.h"
#include "scan/scratch.h"
#include "text/pieces.h"

static bool begin_chunk(wv_scratch *s, uint32_t start)
{
    if (!wv_scan_begin_sieve(s) ||
        !wv_mem_grow((void **)&s->sentences, &s->sentence_capacity, s->sentence_count + 1,
                     sizeof *s->sentences))
        return false;
    s->sentences[s->sentence_count] =
        (wv_scan_sentence){.first_token = start,
                           .keyed_at = s->keyed.count,
                           .pieces_at = s->chunk_pieces.count};
    return true;
}

static bool add_set(wv_scratch *s, uint32_t id)
{
    const wv_set *set = &s->sets[id];
    uint64_t *sieve = wv_sieve_of(s, s->sentence_count);
    for (uint32_t i = 0; i < set->mask_count; i++) sieve[set->masks[i].word] |= set->masks[i].bits;
    if (!set->keys.count) return true;
    s->sentences[s->sentence_count].keyed_count++;
    return wv_pool_push(&s->keyed, id);
}

/* Pieces without a word are no places: a dash is not between two words. */
static bool add_piece(wv_scratch *s, wv_piece piece)
{
    if (!(piece.flags & WV_PIECE_WORD)) return !piece.set || add_set(s, piece.set);
    uint32_t many = piece.flags & WV_PIECE_MANY ? WV_SKETCH_MANY : 0;
    uint32_t loose = piece.flags & WV_PIECE_NUMBER ? WV_SKETCH_LOOSE : 0;
    s->sentences[s->sentence_count].piece_count++;
    if (!wv_pool_push(&s->chunk_pieces, piece.set << WV_SKETCH_SHIFT | many | loose)) return false;
    return !piece.set || add_set(s, piece.set);
}

static bool add_names(wv_scratch *s)
{
    for (uint32_t i = 0; i < s->named.count; i++) {
        const wv_lex *lex = wv_scan_named_lex(s, s->named.items[i].role);
        if (!lex || !add_set(s, lex->set)) return false;
    }
    return true;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool wv_scan_chunks(wv_scratch *s, bool *blob)
{
    enum { BATCH = 256 };
    wv_span spans[BATCH];
    wv_pieces cutter;
    uint8_t before = 0; /* flags of the piece before */
    bool words = false, whole = s->named.count > 0;
    *blob = false;
    if (!begin_chunk(s, 0) || !add_names(s)) return false;
    wv_pieces_begin(&cutter, s->text);
    for (uint32_t n; (n = wv_pieces_next(&cutter, spans, BATCH)) != 0;)
        for (uint32_t i = 0; i < n; i++) {
            wv_piece piece;
            *blob = spans[i].end - spans[i].start > WV_PIECE_BYTES_MAX;
            if (*blob) return true;
            if (!wv_scan_piece(s, s->text, spans[i], &piece)) return false;
            bool capital = is_capital(s->text.p[spans[i].start]);
            if (before & WV_PIECE_ENDS && words && !whole && capital) {
                s->sentence_count++;
                if (!begin_chunk(s, spans[i].start)) return false;
                words = false;
            }
            before = piece.flags;
            words |= before & WV_PIECE_WORD;
            if (!add_piece(s, piece)) return false;
        }
    s->sentence_count++;
    return true;
}

wv_rc wv_scan_pass1(wv_scratch *s, bool *candidate)
{
    bool blob;
    *candidate = true;
    if (s->m->ungated_count) return WV_OK; /* a regex without words is looked for everywhere */
    wv_rc rc = wv_scan_chunks(s, &blob) ? WV_OK : WV_E_NOMEM;
    if (rc == WV_OK && !blob) {
        s->chunks = true;
        rc = wv_scan_sieve(s);
        s->chunks = false;
        s->chunked = true;
        *candidate = s->candidates.count > 0;
    }
    s->tried_base += s->sentence_count;
    s->sentence_count = s->keyed.count = s->candidates.count = 0;
    return rc;
}
