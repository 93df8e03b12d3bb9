/* SPDX-License-Identifier: EUPL-1.2 */
/* tokens.c: `waakvlam tokens`: what the text stages make of records: words with keys, separable
 * verbs, negated words.
 *
 *   {"id":"m1","tokens":[{"start":0,"end":2,"text":"Ik","key":"ik"},...],
 *    "verbs":[{"inf":"opbellen","verb":[3,6],"prt":[20,22]}],"negated":[[7,12]]}
 *
 * In: NDJSON records. Out: one such line a record, offsets in code points. Verbs are those of
 * --verbs (op+bellen a line), else the pack's. Negated words need the pack's scope triggers.
 * Neighbours: scan/ (the scanner's own code path), read/reader.h. Cost: every sentence is looked
 * at, so slower than a scan. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "cli/whole.h"
#include "read/reader.h"
#include "scan/cues.h"
#include "scan/scratch.h"
#include "text/utf8.h"

#include <stdio.h>

typedef struct printer {
    wv_scratch *scratch;
    wv_sepverbs *own; /* of --verbs, or NULL */
    wv_lex_memo memo; /* words with the verbs of `own` */
    wv_words words;
    const wv_sepverb_pair *pairs;
    uint32_t pair_count;
    wv_buf out;
    wv_utf8_cursor cursor;
} printer;

static void fill_verbs(void *ctx, uint8_t kind, const wv_spellings *spellings, wv_lex *lex)
{
    (void)spellings;
    const printer *p = ctx;
    if (kind == WV_TOKEN_WORD) lex->verbs = wv_sepverbs_lookup(p->own, lex);
}

/* ---- --verbs ---- */

static wv_rc add_pairs(const wv_buf *all, wv_arena *arena, wv_sepverb_pair **pairs, uint32_t *count,
                       wv_err *err)
{
    uint32_t capacity = 0, number = 0;
    size_t at = 0;
    for (wv_str line; wv_whole_line(all, &at, &line);) {
        const char *plus = memchr(line.p, '+', line.n);
        number++;
        if (!line.n) continue;
        if (!plus)
            return wv_err_set(err, WV_E_USAGE, "line %u of the verbs is not op+bellen", number);
        uint32_t first = (uint32_t)(plus - line.p);
        if (!wv_mem_grow((void **)pairs, &capacity, *count + 1, sizeof **pairs))
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
        (*pairs)[(*count)++] =
            (wv_sepverb_pair){wv_arena_str(arena, (wv_str){line.p, first}),
                              wv_arena_str(arena, (wv_str){plus + 1, line.n - first - 1})};
    }
    return WV_OK;
}

static wv_rc read_verbs(const char *path, wv_arena *arena, wv_sepverb_pair **pairs, uint32_t *count,
                        wv_err *err)
{
    wv_buf all;
    wv_buf_init(&all);
    wv_rc rc = wv_whole_read(path, &all, err);
    if (rc == WV_OK) rc = add_pairs(&all, arena, pairs, count, err);
    wv_buf_done(&all);
    return rc;
}

/* ---- one record ---- */

static void write_span(printer *p, uint32_t start, uint32_t end)
{
    wv_utf8_seek_byte(&p->cursor, start);
    wv_buf_format(&p->out, "[%u,", p->cursor.code_point);
    wv_utf8_seek_byte(&p->cursor, end);
    wv_buf_format(&p->out, "%u]", p->cursor.code_point);
}

static wv_str key_of(const wv_word *w)
{
    if (!w->lex->analysis_count) return w->lex->folded;
    return (wv_str){w->lex->analyses[0].key, w->lex->analyses[0].key_bytes};
}

static void write_tokens(printer *p, wv_str text, const wv_words *words)
{
    wv_buf_text(&p->out, ",\"tokens\":[");
    for (uint32_t i = 0; i < words->count; i += 1u + words->words[i].alternative) {
        const wv_word *w = &words->words[i];
        wv_utf8_seek_byte(&p->cursor, w->start);
        wv_buf_format(&p->out, "%s{\"start\":%u", i ? "," : "", p->cursor.code_point);
        wv_utf8_seek_byte(&p->cursor, w->end);
        wv_buf_format(&p->out, ",\"end\":%u,\"text\":", p->cursor.code_point);
        wv_buf_json(&p->out, (wv_str){text.p + w->start, w->end - w->start});
        wv_buf_text(&p->out, ",\"key\":");
        wv_buf_json(&p->out, key_of(w));
        wv_buf_byte(&p->out, '}');
    }
    wv_buf_byte(&p->out, ']');
}

static void write_verb(printer *p, const wv_word *words, const wv_sepverb_hit *hit, bool first)
{
    const wv_sepverb_pair *pair = &p->pairs[hit->pair];
    wv_buf_format(&p->out, "%s{\"inf\":\"%.*s%.*s\",\"verb\":", first ? "" : ",",
                  (int)pair->particle.n, pair->particle.p, (int)pair->base.n, pair->base.p);
    write_span(p, words[hit->verb].start, words[hit->verb].end);
    wv_buf_text(&p->out, ",\"prt\":");
    if (hit->particle == WV_SEPVERB_JOINED)
        wv_buf_text(&p->out, "null");
    else
        write_span(p, words[hit->particle].start, words[hit->particle].end);
    wv_buf_byte(&p->out, '}');
}

static void write_verbs(printer *p, const wv_words *words)
{
    enum { HITS_MAX = 256 };
    const wv_sepverbs *table = p->own ? p->own : p->scratch->m->verbs;
    bool first = true;
    wv_buf_text(&p->out, ",\"verbs\":[");
    for (uint32_t i = 0; table && i < words->sentence_count; i++) {
        const wv_sentence *s = &words->sentences[i];
        wv_sepverb_hit hits[HITS_MAX];
        uint32_t n =
            wv_sepverbs_find(table, words->words + s->first_word, s->word_count, hits, HITS_MAX);
        for (uint32_t h = 0; h < n; h++, first = false)
            write_verb(p, words->words + s->first_word, &hits[h], first);
    }
    wv_buf_byte(&p->out, ']');
}

static void write_negated(printer *p)
{
    wv_scratch *s = p->scratch;
    bool first = true;
    wv_buf_text(&p->out, ",\"negated\":[");
    for (uint32_t i = 0; i < s->sentence_count; i++) {
        uint64_t bits[WV_SCOPE_BITS] = {0};
        const wv_sentence *ws = &s->words.sentences[s->sentences[i].words];
        wv_cues_cover(s, i);
        wv_scope_negated_words(&s->cover, bits);
        for (uint32_t k = 0; k < ws->word_count && k < WV_SENTENCE_WORDS_MAX; k++) {
            if (!wv_bits_has(bits, k)) continue;
            const wv_word *w = &s->words.words[ws->first_word + k];
            if (!first) wv_buf_byte(&p->out, ',');
            write_span(p, w->start, w->end);
            first = false;
        }
    }
    wv_buf_text(&p->out, "]}\n");
}

/* A scan that is listened to reads every sentence, also those in which no rule can hold. */
static void hear(void *ctx, struct wv_scratch *scratch, uint32_t sentence)
{
    (void)ctx, (void)scratch, (void)sentence;
}

static wv_rc write_record(printer *p, const wv_record *record)
{
    wv_scratch *s = p->scratch;
    s->trace = (wv_scan_trace){NULL, hear};
    wv_findings none;
    wv_err err = {0};
    if (record->kind == WV_KIND_EVENT || !record->text.n) return WV_OK;
    wv_rc rc = wv_scan_record(s, record, &none, &err);
    rc = rc ? rc : wv_cues_find_all(s);
    if (rc == WV_OK && p->own) {
        wv_words_style style = record->kind == WV_KIND_MESSAGE ? WV_WORDS_CHAT : WV_WORDS_PROSE;
        wv_lex_memo_trim(&p->memo);
        rc =
            wv_words_read(&p->words, record->text, &s->tokens, style, wv_lex_memo_source(&p->memo));
    }
    if (rc != WV_OK) return rc;
    const wv_words *words = p->own ? &p->words : &s->words;
    wv_utf8_cursor_init(&p->cursor, record->text);
    wv_buf_clear(&p->out);
    wv_buf_text(&p->out, "{\"id\":");
    wv_buf_json(&p->out, record->id);
    write_tokens(p, record->text, words);
    write_verbs(p, words);
    write_negated(p);
    fwrite(p->out.p, 1, p->out.failed ? 0 : p->out.n, stdout);
    return p->out.failed ? WV_E_NOMEM : WV_OK;
}

/* ---- all records ---- */

static wv_rc write_all(printer *p, const char *path, wv_err *err)
{
    wv_reader_options options = {0};
    wv_reader reader;
    wv_buf all;
    size_t at = 0;
    uint64_t number = 0, dead_count = 0;
    wv_buf_init(&all);
    wv_reader_init(&reader, &options);
    wv_rc rc = wv_whole_read(path, &all, err);
    for (wv_str line; rc == WV_OK && wv_whole_line(&all, &at, &line);) {
        wv_record record = {0};
        wv_dead dead;
        number++;
        if (!line.n) continue;
        rc = wv_reader_record(&reader, line, &record, &dead);
        if (rc == WV_E_RECORD) {
            fprintf(stderr, "waakvlam tokens: %s:%llu: %s\n", path, (unsigned long long)number,
                    dead.message);
            dead_count++;
            rc = WV_OK;
        } else if (rc == WV_OK) {
            rc = write_record(p, &record);
        }
        wv_reader_reset(&reader);
    }
    wv_reader_done(&reader);
    wv_buf_done(&all);
    if (rc == WV_OK && dead_count)
        rc = wv_err_set(err, WV_E_RECORD, "%llu lines could not be used",
                        (unsigned long long)dead_count);
    return rc;
}

static wv_rc run(printer *p, const wv_frozen *pack, const char *verbs, char **paths, int count,
                 wv_err *err)
{
    wv_arena arena;
    wv_sepverb_pair *pairs = NULL;
    wv_arena_init(&arena);
    wv_rc rc = wv_scratch_new(pack, &p->scratch, err);
    p->pairs = pack->matcher->pairs;
    p->pair_count = pack->matcher->pair_count;
    if (rc == WV_OK && verbs) {
        p->pair_count = 0;
        rc = read_verbs(verbs, &arena, &pairs, &p->pair_count, err);
        p->pairs = pairs;
        rc = rc ? rc : wv_sepverbs_new(pairs, p->pair_count, &arena, &p->own);
    }
    wv_lex_memo_init(&p->memo, fill_verbs, p);
    wv_words_init(&p->words);
    wv_buf_init(&p->out);
    for (int i = 0; i < (count ? count : 1) && rc == WV_OK; i++)
        rc = write_all(p, count ? paths[i] : "-", err);
    wv_lex_memo_done(&p->memo);
    wv_words_done(&p->words);
    wv_buf_done(&p->out);
    wv_scratch_free(p->scratch);
    wv_mem_free(pairs);
    wv_arena_done(&arena);
    return rc;
}

int wv_cli_tokens(int argc, char **argv)
{
    const char *rules = NULL, *verbs = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK",
         "rule pack: its scope triggers, and its verbs without --verbs", &rules},
        {0, "verbs", WV_OPTION_TEXT, "FILE", "separable verbs to look for: op+bellen, one a line",
         &verbs},
        {0},
    };
    const wv_command_line line = {
        "tokens [-r PACK] [--verbs FILE] [INPUT...|-]",
        "Prints the words, separable verbs and negated words of records, in code points.", options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    wv_frozen *pack = NULL;
    int code = wv_packs_open(rules, false, &pack);
    if (code != 0) return code;
    printer p = {0};
    wv_err err = {0};
    wv_rc rc = run(&p, pack, verbs, argv + 1, argc - 1, &err);
    wv_frozen_free(pack);
    if (rc == WV_OK && fflush(stdout) != 0) rc = wv_err_set(&err, WV_E_IO, "cannot write");
    if (rc != WV_OK)
        fprintf(stderr, "waakvlam tokens: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    return wv_rc_exit(rc);
}
