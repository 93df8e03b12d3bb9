/* SPDX-License-Identifier: EUPL-1.2 */
/* link.c: `waakvlam link`: loose records whose person references meet, proposed as one case.
 *
 * In: records. Out: a proposal a line with the reason for each record; or, with --apply, the
 * records themselves with the cases of proposals that somebody looked at. What it did stands on
 * stderr. Neighbours: case/link.h decides, link_apply.c rewrites. Invariant: proposing joins
 * nothing. Cost: ids and references of all records in memory. */
#include "cli/link.h"

#include "case/link.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <stdlib.h>

wv_rc wv_link_lines(const char *path, wv_link_take take, void *ctx, wv_err *err)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *line = NULL;
    size_t room = 0;
    wv_rc rc = WV_OK;
    if (!f) {
        wv_err_set(err, WV_E_NOINPUT, "%s: cannot be opened", path);
        return WV_E_NOINPUT;
    }
    for (ssize_t n; rc == WV_OK && (n = getline(&line, &room, f)) >= 0;) {
        while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r')) n--;
        if (n > WV_JSON_BYTES_MAX)
            rc = wv_err_set(err, WV_E_LIMIT, "%s: a line of more than 64 MiB", path);
        else if (n > 0)
            rc = take(ctx, (wv_str){line, (uint32_t)n}, err);
    }
    if (rc == WV_OK && ferror(f)) rc = wv_err_set(err, WV_E_IO, "%s: cannot be read", path);
    free(line); /* getline's own */
    if (f != stdin) fclose(f);
    return rc;
}

/* --- proposing ----------------------------------------------------------------------------------
 */

typedef struct proposer {
    wv_linker linker;
    wv_reader reader;
    wv_link_counts counts;
} proposer;

static wv_rc take_line(void *ctx, wv_str line, wv_err *err)
{
    proposer *p = ctx;
    wv_record record;
    wv_dead why;
    wv_reader_reset(&p->reader);
    wv_rc rc = wv_reader_record(&p->reader, line, &record, &why);
    p->counts.read++;
    if (rc == WV_E_RECORD) {
        p->counts.dead++;
        return WV_OK;
    }
    return rc ? wv_err_set(err, rc, "out of memory") : wv_linker_add(&p->linker, &record, err);
}

static void put_case(const wv_linker *k, uint32_t pair, wv_buf *out)
{
    wv_buf name;
    wv_buf_init(&name);
    wv_link_case(k, &k->pairs[pair], &name);
    wv_buf_json(out, (wv_str){name.p ? name.p : "", (uint32_t)name.n});
    if (name.failed) out->failed = true;
    wv_buf_done(&name);
}

static void put_record(const wv_linker *k, const wv_link_item *item, wv_buf *out)
{
    wv_buf_text(out, "{\"id\":");
    wv_buf_json(out, item->id);
    if (item->by == WV_LINK_PAIR) {
        wv_buf_text(out, ",\"because\":\"both references\"}");
        return;
    }
    wv_buf_text(out, ",\"because\":\"one reference, of this pair only\",\"ref\":");
    wv_buf_json(out, wv_link_ref(k, item->ref));
    wv_buf_byte(out, '}');
}

/* One record more than nothing is a case only when the case is there already. */
static bool is_proposed(const wv_link_pair *p)
{
    return p->joined > 1 || (p->joined == 1 && p->known_case.n);
}

static void put_head(const wv_linker *k, uint32_t pair, wv_buf *out)
{
    const wv_link_pair *p = &k->pairs[pair];
    wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"link\",\"case\":");
    put_case(k, pair, out);
    wv_buf_format(out, ",\"known_case\":%s,\"roles_told\":%s,\"pair\":[",
                  p->known_case.n ? "true" : "false", p->told ? "true" : "false");
    wv_buf_json(out, wv_link_ref(k, p->a));
    wv_buf_byte(out, ',');
    wv_buf_json(out, wv_link_ref(k, p->b));
    wv_buf_text(out, "],\"records\":[");
}

/* Items by pair, in input order, without a list a pair: a counting sort. */
static uint32_t *order_by_pair(const wv_linker *k, uint32_t *starts)
{
    uint32_t *order = wv_mem_new((k->count + 1) * sizeof *order);
    if (!order) return NULL;
    for (uint32_t i = 0; i < k->count; i++)
        if (k->items[i].pair != UINT32_MAX) starts[k->items[i].pair + 1]++;
    for (uint32_t p = 0; p < k->pair_count; p++) starts[p + 1] += starts[p];
    uint32_t *at = wv_mem_new((k->pair_count + 1) * sizeof *at);
    for (uint32_t i = 0; at && i < k->count; i++) {
        uint32_t pair = k->items[i].pair;
        if (pair != UINT32_MAX) order[starts[pair] + at[pair]++] = i;
    }
    if (!at) {
        wv_mem_free(order);
        order = NULL;
    }
    wv_mem_free(at);
    return order;
}

static void put_proposals(proposer *p, wv_buf *out)
{
    const wv_linker *k = &p->linker;
    uint32_t *starts = wv_mem_new((k->pair_count + 2) * sizeof *starts);
    uint32_t *order = starts ? order_by_pair(k, starts) : NULL;
    if (!order) out->failed = true;
    for (uint32_t pair = 0; order && pair < k->pair_count; pair++) {
        if (!is_proposed(&k->pairs[pair])) continue;
        put_head(k, pair, out);
        for (uint32_t i = starts[pair]; i < starts[pair + 1]; i++) {
            if (i > starts[pair]) wv_buf_byte(out, ',');
            put_record(k, &k->items[order[i]], out);
        }
        wv_buf_text(out, "]}\n");
        p->counts.cases++;
        p->counts.joined += k->pairs[pair].joined;
    }
    wv_mem_free(order);
    wv_mem_free(starts);
}

/* For a person to place: named with the cases that it fits. */
static void put_open(proposer *p, wv_buf *out)
{
    const wv_linker *k = &p->linker;
    for (uint32_t i = 0; i < k->count; i++) {
        const wv_link_item *item = &k->items[i];
        uint32_t pairs[WV_LINK_CANDIDATES_MAX], count;
        if (item->has_case) continue;
        p->counts.loose++;
        if (item->by != WV_LINK_AMBIGUOUS && item->by != WV_LINK_CLASH) continue;
        p->counts.open++;
        wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"link_open\",\"record\":");
        wv_buf_json(out, item->id);
        wv_buf_format(out, ",\"because\":\"%s\",\"cases\":[",
                      item->by == WV_LINK_CLASH ? "its id stands on two records"
                                                : "it fits more than one case");
        count = item->by == WV_LINK_CLASH ? 0 : wv_link_candidates(k, item, pairs);
        for (uint32_t n = 0; n < count; n++) {
            if (n) wv_buf_byte(out, ',');
            put_case(k, pairs[n], out);
        }
        wv_buf_text(out, "]}\n");
    }
}

static wv_rc propose(proposer *p, char **paths, int count, wv_err *err)
{
    wv_buf out;
    wv_rc rc = WV_OK;
    wv_buf_init(&out);
    for (int i = 0; i < count && rc == WV_OK; i++) rc = wv_link_lines(paths[i], take_line, p, err);
    if (rc == WV_OK) rc = wv_linker_join(&p->linker, err);
    if (rc == WV_OK) put_proposals(p, &out), put_open(p, &out);
    if (rc == WV_OK && out.failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc == WV_OK && (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0))
        rc = wv_err_set(err, WV_E_IO, "cannot write");
    wv_buf_done(&out);
    return rc;
}

static wv_rc run_propose(char **paths, int count, wv_link_counts *counts, wv_err *err)
{
    proposer p = {0};
    wv_reader_options options = {0};
    wv_linker_init(&p.linker);
    wv_reader_init(&p.reader, &options);
    wv_rc rc = propose(&p, paths, count, err);
    *counts = p.counts;
    wv_reader_done(&p.reader);
    wv_linker_done(&p.linker);
    return rc;
}

/* --- the command --------------------------------------------------------------------------------
 */

static void log_run(const char *mode, const wv_link_counts *n)
{
    fprintf(stderr,
            "waakvlam link: mode %s; read %llu, loose %llu, unusable %llu; cases %llu, records "
            "joined %llu, left open %llu\n",
            mode, (unsigned long long)n->read, (unsigned long long)n->loose,
            (unsigned long long)n->dead, (unsigned long long)n->cases,
            (unsigned long long)n->joined, (unsigned long long)n->open);
}

int wv_cli_link(int argc, char **argv)
{
    const char *apply = NULL;
    const wv_option options[] = {
        {0, "apply", WV_OPTION_TEXT, "FILE",
         "write the records, with the cases of the proposals in FILE filled in", &apply},
        {0}};
    const wv_command_line line = {
        "link [--apply PROPOSALS] FILE...|-",
        "Proposes loose records as one case when their person references meet, with the\n"
        "reason. It joins nothing by itself: look at the proposals, take out what is wrong,\n"
        "and give them back with --apply.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    wv_link_counts counts = {0};
    wv_err err = {0};
    if (done >= 0) return done;
    if (argc < 2) return wv_options_usage(&line, "give files with records, or -");
    wv_rc rc = apply ? wv_link_apply(apply, argv + 1, argc - 1, &counts, &err)
                     : run_propose(argv + 1, argc - 1, &counts, &err);
    if (rc) {
        fprintf(stderr, "waakvlam link: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
        return wv_rc_exit(rc);
    }
    log_run(apply ? "apply" : "propose", &counts);
    return counts.dead ? 65 : 0;
}
