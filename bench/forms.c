/* SPDX-License-Identifier: EUPL-1.2 */
/* forms.c: the written forms of a pack's words, for programs that know no Dutch.
 *
 *   forms PACK CORPUS > forms.tsv        `form<TAB>lexeme`, forms of one lexeme together
 *
 * In: a pack, a corpus. Out: each form that the engine's generator lists for a word some rule may
 * begin with (a key class), and on stderr a line with two numbers: words of the corpus that the
 * engine takes for such a word, and forms that only its analysis knows. The latter are in the file
 * too: with them the question is the same for everybody, and an equal number of hits can be asked
 * for. Neighbours: engine.c's `words`. Cost: one look at each distinct word. */
#include "read/reader.h"
#include "pack/wordbook.h"
#include "scan/scratch.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct form {
    wv_str text;
    uint32_t group;
} form;

typedef struct forms {
    wv_frozen *pack;
    wv_scratch *scratch;
    wv_arena arena;
    wv_map known; /* form -> 1 */
    form *items;
    uint32_t count, capacity;
    uint64_t hits, analysed;
} forms;

static bool add(forms *f, wv_str text, uint32_t group)
{
    bool added = false;
    char low[256];
    if (!text.n || text.n >= sizeof low || memchr(text.p, ' ', text.n)) return true;
    for (uint32_t i = 0; i < text.n; i++)
        low[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] + 32) : text.p[i];
    wv_str kept = wv_arena_str(&f->arena, (wv_str){low, text.n});
    if (!kept.p || !wv_map_put(&f->known, kept, 1, &added)) return false;
    if (!added) return true;
    if (!wv_mem_grow((void **)&f->items, &f->capacity, f->count + 1, sizeof *f->items))
        return false;
    f->items[f->count++] = (form){kept, group};
    return true;
}

static bool is_keyed(const wv_matcher *m, uint32_t lexeme)
{
    for (uint32_t i = 0; i < m->lexeme_class_counts[lexeme]; i++)
        if (m->keyed[m->lexeme_classes[lexeme][i]].count) return true;
    return false;
}

static bool add_listed(forms *f)
{
    const wv_matcher *m = f->pack->matcher;
    const wv_wordbook *b = m->book;
    for (uint32_t i = 0; i < b->listed.count; i++) {
        const wv_word_lexemes *run = &b->lists[b->listed.entries[i].value];
        for (uint32_t k = 0; k < run->count; k++) {
            uint32_t lexeme = b->lexemes[run->first + k];
            if (is_keyed(m, lexeme) && !add(f, b->listed.entries[i].key, lexeme)) return false;
        }
    }
    return true;
}

static bool begins_a_rule(const wv_scratch *s, const wv_lex_entry *entry)
{
    for (uint32_t r = 0; r < entry->reading_count; r++)
        for (uint32_t k = 0; k < entry->readings[r].part_count; k++)
            if (s->sets[entry->readings[r].parts[k].lex->set].keys.count) return true;
    return false;
}

static bool add_of_text(forms *f, wv_str text)
{
    wv_scratch *s = f->scratch;
    if (wv_tokenise(text, &s->tokens) != WV_OK || wv_scan_memo_trim(s) != WV_OK) return false;
    for (uint32_t i = 0; i < s->tokens.count; i++) {
        const wv_token *t = &s->tokens.items[i];
        wv_str raw = {text.p + t->start, t->end - t->start};
        if (t->kind == WV_TOKEN_PUNCT) continue;
        const wv_lex_entry *entry = wv_lex_memo_get(&s->memo, raw, t->kind, t->flags);
        if (!entry) return false;
        if (!begins_a_rule(s, entry)) continue;
        uint32_t before = f->count;
        f->hits++;
        if (!add(f, raw, f->pack->matcher->lexeme_count)) return false;
        f->analysed += f->count - before;
    }
    return true;
}

static bool add_of_corpus(forms *f, const char *path)
{
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t capacity = 0;
    wv_reader reader;
    wv_reader_options options = {0};
    bool ok = file != NULL;
    wv_reader_init(&reader, &options);
    for (ssize_t n; ok && (n = getline(&line, &capacity, file)) > 0;) {
        wv_record record;
        wv_dead dead;
        wv_reader_reset(&reader);
        ok = wv_reader_record(&reader, (wv_str){line, (uint32_t)n - 1}, &record, &dead) == WV_OK &&
             add_of_text(f, record.text);
    }
    if (file) fclose(file);
    free(line);
    wv_reader_done(&reader);
    return ok;
}

static int by_group(const void *a, const void *b)
{
    const form *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    return wv_str_cmp(x->text, y->text);
}

int main(int argc, char **argv)
{
    forms f = {.pack = NULL};
    wv_diags diags;
    wv_err err = {0};
    if (argc != 3) return fprintf(stderr, "usage: forms PACK CORPUS\n"), 64;
    wv_diags_init(&diags);
    wv_arena_init(&f.arena);
    wv_map_init(&f.known);
    if (wv_pack_open(argv[1], &f.pack, &diags, &err) != WV_OK ||
        wv_scratch_new(f.pack, &f.scratch, &err) != WV_OK)
        return fprintf(stderr, "forms: %s: %s\n", argv[1], err.message), 78;
    if (!add_listed(&f) || !add_of_corpus(&f, argv[2]))
        return fprintf(stderr, "forms: %s cannot be read, or no memory\n", argv[2]), 66;
    if (f.count) qsort(f.items, f.count, sizeof *f.items, by_group);
    for (uint32_t i = 0; i < f.count; i++) printf("%s\t%u\n", f.items[i].text.p, f.items[i].group);
    fprintf(stderr, "%llu %llu\n", (unsigned long long)f.hits, (unsigned long long)f.analysed);
    wv_map_done(&f.known);
    wv_mem_free(f.items);
    wv_arena_done(&f.arena);
    wv_scratch_free(f.scratch);
    wv_frozen_free(f.pack);
    wv_diags_done(&diags);
    return 0;
}
