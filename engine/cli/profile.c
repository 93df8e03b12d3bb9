/* SPDX-License-Identifier: EUPL-1.2 */
/* profile.c: `waakvlam profile`: what each rule costs on a corpus.
 *
 *   candidates     sentences that hold the anchor of one of its patterns
 *   verifications  of them, those that hold the second word too, so that the matcher was run
 *   steps          of the matcher: the work, the same on every machine
 *   hits           matches; findings: what became of them
 *   time           of the matcher in this run, for this rule's patterns: differs by machine
 *
 * In: a pack, a corpus. Out: a table, dearest first. Neighbours: the scanner's trace
 * (scan/scratch.h); after each sentence its candidates are tried once more, counted and timed, and
 * what that appends is taken off again; profile_store.c keeps it for the review pages. Invariants:
 * a pattern that several rules share counts for each of them; one thread. Cost: two scans. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "cli/profile_store.h"
#include "cli/whole.h"
#include "read/reader.h"
#include "scan/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct cost {
    uint64_t candidates, verifications, steps, hits, findings, nanoseconds;
    uint32_t rule;
} cost;

typedef struct profiler {
    const wv_frozen *pack;
    wv_scratch *scratch;
    wv_reader reader;
    cost *rules, *patterns; /* by number */
    uint64_t records, sentences, anchored, bytes, dead;
    wv_rc rc;
} profiler;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void measure(profiler *p, wv_scratch *s, uint32_t pattern, uint32_t sentence)
{
    cost *c = &p->patterns[pattern];
    uint32_t hits = s->hit_count, words = s->hit_words.count;
    c->candidates++;
    uint64_t tried = s->work.patterns_tried, begin = now_ns();
    s->match.steps = 0;
    p->rc = p->rc ? p->rc : wv_scan_try_pattern(s, pattern, sentence);
    c->verifications += s->work.patterns_tried - tried;
    c->nanoseconds += now_ns() - begin;
    c->steps += s->match.steps;
    c->hits += s->hit_count - hits;
    s->hit_count = hits; /* the scan itself has found these already */
    s->hit_words.count = words;
}

static void on_sentence(void *ctx, wv_scratch *s, uint32_t sentence)
{
    profiler *p = ctx;
    p->sentences++;
    const wv_scan_sentence *at = &s->sentences[sentence];
    p->anchored += at->candidate_count > 0;
    for (uint32_t i = 0; i < at->candidate_count; i++) {
        uint32_t probe = s->candidates.items[at->candidates_at + i];
        if (probe < s->m->pattern_count) measure(p, s, probe, sentence);
    }
}

static wv_rc scan_line(profiler *p, wv_str line, wv_err *err)
{
    wv_record record;
    wv_dead dead;
    wv_findings findings;
    wv_reader_reset(&p->reader);
    wv_rc rc = wv_reader_record(&p->reader, line, &record, &dead);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    p->dead += rc != WV_OK;
    if (rc) return WV_OK;
    p->records++;
    p->bytes += record.text.n;
    rc = wv_scan_record(p->scratch, &record, &findings, err);
    for (uint32_t i = 0; rc == WV_OK && i < findings.count; i++)
        p->rules[findings.items[i].rule].findings++;
    return rc ? rc : p->rc;
}

/* Patterns to the rules that wait for them. */
static void add_up(profiler *p)
{
    const wv_matcher *m = p->pack->matcher;
    for (uint32_t i = 0; i < m->pattern_count; i++) {
        const cost *c = &p->patterns[i];
        for (uint32_t k = 0; k < m->uses[i].count; k++) {
            cost *r = &p->rules[m->uses[i].rules[k]];
            r->candidates += c->candidates;
            r->verifications += c->verifications;
            r->steps += c->steps;
            r->hits += c->hits;
            r->nanoseconds += c->nanoseconds;
        }
    }
}

static int dearest_first(const void *a, const void *b)
{
    const cost *x = a, *y = b;
    if (x->steps != y->steps) return x->steps < y->steps ? 1 : -1;
    return (x->rule > y->rule) - (x->rule < y->rule);
}

static void print_costs(profiler *p, bool timed)
{
    for (uint32_t i = 0; i < p->pack->rule_count; i++) p->rules[i].rule = i;
    qsort(p->rules, p->pack->rule_count, sizeof *p->rules, dearest_first);
    printf("records %llu, dead %llu, bytes of text %llu, sentences %llu, with an anchor %llu\n\n",
           (unsigned long long)p->records, (unsigned long long)p->dead,
           (unsigned long long)p->bytes, (unsigned long long)p->sentences,
           (unsigned long long)p->anchored);
    printf("%-46s %10s %10s %12s %8s %8s%s\n", "rule", "candidates", "verified", "steps", "hits",
           "findings", timed ? "       us" : "");
    for (uint32_t i = 0; i < p->pack->rule_count; i++) {
        const cost *c = &p->rules[i];
        const wv_frozen_rule *r = &p->pack->rules[c->rule];
        if (r->ast->correlation) continue;
        printf("%-46.*s %10llu %10llu %12llu %8llu %8llu", (int)r->name.n, r->name.p,
               (unsigned long long)c->candidates, (unsigned long long)c->verifications,
               (unsigned long long)c->steps, (unsigned long long)c->hits,
               (unsigned long long)c->findings);
        if (timed) printf(" %8llu", (unsigned long long)(c->nanoseconds / 1000));
        putchar('\n');
    }
}

static wv_rc profile(profiler *p, const char *path, wv_err *err)
{
    wv_reader_options reader = {0};
    wv_buf all;
    wv_str line;
    size_t at = 0;
    p->rules = wv_mem_new(sizeof *p->rules * (p->pack->rule_count + 1));
    p->patterns = wv_mem_new(sizeof *p->patterns * (p->pack->matcher->pattern_count + 1));
    if (!p->rules || !p->patterns) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_rc rc = wv_scratch_new(p->pack, &p->scratch, err);
    if (rc) return rc;
    p->scratch->trace = (wv_scan_trace){p, on_sentence};
    wv_reader_init(&p->reader, &reader);
    wv_buf_init(&all);
    rc = wv_whole_read(path, &all, err);
    while (rc == WV_OK && wv_whole_line(&all, &at, &line))
        if (line.n) rc = scan_line(p, line, err);
    wv_buf_done(&all);
    wv_reader_done(&p->reader);
    return rc;
}

/* Rules of one record; a pattern over time has no matcher. */
static wv_rc keep(const profiler *p, const char *store, const char *corpus, wv_err *err)
{
    wv_cost_rule *list = wv_mem_new(sizeof *list * (p->pack->rule_count + 1));
    uint32_t n = 0;
    if (!list) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (uint32_t i = 0; i < p->pack->rule_count; i++) {
        const wv_frozen_rule *r = &p->pack->rules[i];
        if (!r->ast->correlation)
            list[n++] = (wv_cost_rule){r->name, p->rules[i].steps, p->rules[i].nanoseconds};
    }
    wv_cost_measure m = {.pack_sha256 = wv_str_of(p->pack->sha256_hex),
                         .corpus = wv_str_of(corpus),
                         .records = p->records};
    wv_rc rc = wv_profile_store(store, &m, list, n, err);
    wv_mem_free(list);
    return rc;
}

int wv_cli_profile(int argc, char **argv)
{
    const char *rules = NULL, *store = NULL;
    bool no_time = false;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &rules},
        {0, "no-time", WV_OPTION_FLAG, NULL, "counters only: the same bytes on every machine",
         &no_time},
        {0, "store", WV_OPTION_TEXT, "STORE",
         "show it on the rule pages of this review store, until this pack is measured again",
         &store},
        {0},
    };
    const wv_command_line line = {
        "profile [-r PACK] [--store STORE] CORPUS",
        "What each rule costs: candidates, verifications, steps of the matcher, hits, findings.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc != 2) return wv_options_usage(&line, "give one corpus");
    profiler p = {.rc = WV_OK};
    wv_frozen *pack = NULL;
    wv_err err = {0};
    int code = wv_packs_open(rules, false, &pack);
    if (code) return code;
    p.pack = pack;
    wv_rc rc = profile(&p, argv[1], &err);
    if (rc == WV_OK) {
        add_up(&p);
        if (store) rc = keep(&p, store, argv[1], &err); /* before the rules are sorted */
    }
    if (rc == WV_OK) {
        print_costs(&p, !no_time);
    } else {
        fprintf(stderr, "waakvlam profile: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    }
    wv_scratch_free(p.scratch);
    wv_mem_free(p.rules);
    wv_mem_free(p.patterns);
    wv_frozen_free(pack);
    return wv_rc_exit(rc);
}
