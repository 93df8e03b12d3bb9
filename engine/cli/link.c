/* SPDX-License-Identifier: EUPL-1.2 */
/* link.c: `waakvlam link`: loose records whose person references meet, proposed as one case.
 *
 * In: records without `case`. Out: a proposal a line, with its reason; or, with --join, the records
 * themselves with that case filled in, for `scan -`, and the proposals on stderr, so that joining
 * is always somebody's logged act. Two records meet when the same pair of references stands in
 * both, or when one has a single reference that belongs to one pair only (a tip that names B).
 * Neighbours: read/ parses. Invariant: records that have a case pass unchanged. Cost: linear; all
 * loose records' references are in memory. */
#include "cli/commands.h"
#include "cli/options.h"

#include "base/map.h"
#include "read/reader.h"

#include <stdio.h>
#include <stdlib.h>

enum { REFS_MAX = 8 };

typedef struct loose {
    wv_str id, line; /* owned by the arena */
    wv_str refs[REFS_MAX];
    uint32_t ref_count;
    wv_str target, other; /* by their roles, when told */
    uint32_t pair;        /* index, UINT32_MAX none */
    bool by_one;          /* joined by a single reference */
    bool has_case;
} loose;

typedef struct pair {
    wv_str a, b; /* a <= b */
    uint32_t records;
} pair;

typedef struct linker {
    wv_arena arena;
    loose *items;
    uint32_t count, capacity;
    pair *pairs;
    uint32_t pair_count, pair_capacity;
    wv_map pair_index; /* "a\0b" -> pair */
    bool failed;
} linker;

static void add_ref(linker *k, loose *l, wv_str ref)
{
    if (ref.n == 0 || wv_str_is(ref, "R") || l->ref_count == REFS_MAX) return;
    for (uint32_t i = 0; i < l->ref_count; i++)
        if (wv_str_eq(l->refs[i], ref)) return;
    l->refs[l->ref_count++] = wv_arena_str(&k->arena, ref);
}

static void add_persons(linker *k, loose *l, const wv_record *r)
{
    for (uint32_t i = 0; i < r->person_count; i++) {
        const wv_person *p = &r->persons[i];
        if (p->role == WV_ROLE_PROFESSIONAL) continue;
        add_ref(k, l, p->ref);
        if (p->role == WV_ROLE_TARGET) l->target = wv_arena_str(&k->arena, p->ref);
        if (p->role == WV_ROLE_OTHER) l->other = wv_arena_str(&k->arena, p->ref);
    }
}

static void add_attrs(linker *k, loose *l, const wv_record *r)
{
    static const char *const names[] = {"of", "from", "to", "by", "against", "about"};
    for (uint32_t i = 0; i < r->attr_count; i++)
        for (int n = 0; n < 6; n++)
            if (wv_str_is(r->attrs[i].name, names[n]) && r->attrs[i].value.type == WV_VALUE_STRING)
                add_ref(k, l, r->attrs[i].value.string);
}

static void take(linker *k, const wv_record *r, wv_str line)
{
    if (!wv_mem_grow((void **)&k->items, &k->capacity, k->count + 1, sizeof *k->items)) {
        k->failed = true;
        return;
    }
    loose *l = &k->items[k->count++];
    *l = (loose){.id = wv_arena_str(&k->arena, r->id),
                 .line = wv_arena_str(&k->arena, line),
                 .pair = UINT32_MAX,
                 .has_case = r->case_id.n > 0 || memmem(line.p, line.n, "\"case\"", 6)};
    if (l->has_case) return;
    add_persons(k, l, r);
    add_ref(k, l, r->from);
    for (uint32_t i = 0; i < r->to_count; i++) add_ref(k, l, r->to[i]);
    add_ref(k, l, r->reporter);
    add_attrs(k, l, r);
}

/* A line that cannot be used goes on unchanged: scan makes a dead letter of it, which nobody may
 * lose. */
static void pass(linker *k, wv_str line)
{
    if (!wv_mem_grow((void **)&k->items, &k->capacity, k->count + 1, sizeof *k->items)) {
        k->failed = true;
        return;
    }
    k->items[k->count++] =
        (loose){.line = wv_arena_str(&k->arena, line), .pair = UINT32_MAX, .has_case = true};
}

static uint32_t pair_of(linker *k, wv_str a, wv_str b)
{
    if (wv_str_cmp(a, b) > 0) {
        wv_str swap = a;
        a = b, b = swap;
    }
    char *key = wv_arena_alloc(&k->arena, (size_t)a.n + b.n + 1);
    if (!key ||
        !wv_mem_grow((void **)&k->pairs, &k->pair_capacity, k->pair_count + 1, sizeof *k->pairs)) {
        k->failed = true;
        return UINT32_MAX;
    }
    memcpy(key, a.p, a.n);
    memcpy(key + a.n + 1, b.p, b.n);
    bool added;
    uint32_t *at = wv_map_put(&k->pair_index, (wv_str){key, a.n + b.n + 1}, k->pair_count, &added);
    if (!at) return UINT32_MAX;
    if (added) k->pairs[k->pair_count++] = (pair){a, b, 0};
    return *at;
}

static void find_pairs(linker *k)
{
    for (uint32_t i = 0; i < k->count && !k->failed; i++) {
        loose *l = &k->items[i];
        if (l->target.n && l->other.n)
            l->pair = pair_of(k, l->target, l->other);
        else if (l->ref_count == 2)
            l->pair = pair_of(k, l->refs[0], l->refs[1]);
        if (l->pair != UINT32_MAX) k->pairs[l->pair].records++;
    }
}

/* A single reference joins when only one pair has it: a B who stands in two pairs is for a person
 * to place. */
static void join_single(linker *k)
{
    for (uint32_t i = 0; i < k->count; i++) {
        loose *l = &k->items[i];
        uint32_t found = UINT32_MAX, hits = 0;
        if (l->has_case || l->pair != UINT32_MAX || l->ref_count != 1) continue;
        for (uint32_t p = 0; p < k->pair_count && hits < 2; p++)
            if (wv_str_eq(k->pairs[p].a, l->refs[0]) || wv_str_eq(k->pairs[p].b, l->refs[0]))
                found = p, hits++;
        if (hits != 1) continue;
        l->pair = found;
        l->by_one = true;
        k->pairs[found].records++;
    }
}

static void put_case(wv_buf *out, const pair *p)
{
    wv_buf name;
    wv_buf_init(&name);
    wv_buf_text(&name, "link:");
    wv_buf_str(&name, p->a);
    wv_buf_byte(&name, '+');
    wv_buf_str(&name, p->b);
    wv_buf_json(out, (wv_str){name.p, (uint32_t)name.n});
    wv_buf_done(&name);
}

static void write_proposals(const linker *k, FILE *to)
{
    wv_buf out;
    wv_buf_init(&out);
    for (uint32_t p = 0; p < k->pair_count; p++) {
        if (k->pairs[p].records < 2) continue;
        wv_buf_text(&out, "{\"schema\":\"waakvlam/1\",\"type\":\"link\",\"case\":");
        put_case(&out, &k->pairs[p]);
        wv_buf_text(&out, ",\"pair\":[");
        wv_buf_json(&out, k->pairs[p].a);
        wv_buf_byte(&out, ',');
        wv_buf_json(&out, k->pairs[p].b);
        wv_buf_text(&out, "],\"records\":[");
        bool first = true;
        for (uint32_t i = 0; i < k->count; i++) {
            if (k->items[i].pair != p) continue;
            wv_buf_text(&out, first ? "{\"id\":" : ",{\"id\":");
            first = false;
            wv_buf_json(&out, k->items[i].id);
            wv_buf_text(&out, k->items[i].by_one
                                  ? ",\"because\":\"one reference, in one pair only\"}"
                                  : ",\"because\":\"the same two references\"}");
        }
        wv_buf_text(&out, "]}\n");
    }
    if (!out.failed) fwrite(out.p, 1, out.n, to);
    wv_buf_done(&out);
}

/* The record's own bytes with a case put in front of its fields. */
static void write_joined(const linker *k)
{
    wv_buf out;
    wv_buf_init(&out);
    for (uint32_t i = 0; i < k->count; i++) {
        const loose *l = &k->items[i];
        const char *brace = memchr(l->line.p, '{', l->line.n);
        if (brace && l->pair != UINT32_MAX && k->pairs[l->pair].records > 1) {
            wv_buf_text(&out, "{\"case\":");
            put_case(&out, &k->pairs[l->pair]);
            wv_buf_byte(&out, ',');
            wv_buf_add(&out, brace + 1, l->line.n - (size_t)(brace + 1 - l->line.p));
        } else {
            wv_buf_str(&out, l->line);
        }
        wv_buf_byte(&out, '\n');
    }
    if (!out.failed) fwrite(out.p, 1, out.n, stdout);
    wv_buf_done(&out);
}

static bool read_file(linker *k, const char *path, uint64_t *dead)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    wv_reader reader;
    wv_reader_options options = {0};
    if (!f) return false;
    wv_reader_init(&reader, &options);
    for (ssize_t n; (n = getline(&line, &room, f)) >= 0 && !k->failed;) {
        wv_record record;
        wv_dead why;
        while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r')) n--;
        wv_str text = {line, (uint32_t)n};
        if (n == 0) continue;
        wv_reader_reset(&reader);
        if (wv_reader_record(&reader, text, &record, &why) == WV_OK)
            take(k, &record, text);
        else
            ++*dead, pass(k, text);
    }
    free(line);
    wv_reader_done(&reader);
    bool ok = !ferror(f);
    if (f != stdin) fclose(f);
    return ok;
}

int wv_cli_link(int argc, char **argv)
{
    bool join = false;
    const wv_option options[] = {
        {0, "join", WV_OPTION_FLAG, NULL,
         "write the records with that case filled in; proposals go to stderr", &join},
        {0}};
    const wv_command_line line = {
        "link [--join] FILE...|-",
        "Proposes loose records as one case when their person references meet. It joins\n"
        "nothing by itself: `link --join IN | scan -` is your own act, and its log is on stderr.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc < 2) return wv_options_usage(&line, "give files with records, or -");
    linker k = {0};
    uint64_t dead = 0;
    wv_arena_init(&k.arena);
    wv_map_init(&k.pair_index);
    wv_rc rc = WV_OK;
    for (int i = 1; i < argc && rc == WV_OK; i++)
        if (!read_file(&k, argv[i], &dead)) {
            fprintf(stderr, "waakvlam link: %s: cannot be read\n", argv[i]);
            rc = WV_E_NOINPUT;
        }
    find_pairs(&k);
    join_single(&k);
    if (k.failed) rc = WV_E_NOMEM;
    if (rc == WV_OK && join) write_joined(&k);
    if (rc == WV_OK) write_proposals(&k, join ? stderr : stdout);
    if (dead)
        fprintf(stderr, "waakvlam link: %llu records cannot be used\n", (unsigned long long)dead);
    wv_mem_free(k.items);
    wv_mem_free(k.pairs);
    wv_map_done(&k.pair_index);
    wv_arena_done(&k.arena);
    return rc ? wv_rc_exit(rc) : dead ? 65 : 0;
}
