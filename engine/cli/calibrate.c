/* SPDX-License-Identifier: EUPL-1.2 */
/* calibrate.c: `waakvlam calibrate`: which triage cut fits what a team can read, and what that cut
 * does not show.
 *
 *   cut      shown a day         signs shown           severe signs shown    signs   fits 40
 *   now      12.1 (9.8-14.9)     0.412 (0.383-0.441)   0.870 (0.831-0.901)   0.951   yes
 *   today    61.0 ...                                                                no
 *   proposed: scan --only now
 *
 * In: a pack, labelled items, perhaps what comes in. Out: a table or JSON; with --sample a file of
 * items to read. Exit: 0, 65 for labels or verdicts that cannot be used. Neighbours: lab/calibrate.h
 * counts. Invariant: it proposes and writes nothing into a pack; no weight is learned. Cost: a scan
 * of each corpus. */
#include "cli/calibrate.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "lab/calibrate.h"
#include "run/sink.h"

#include <stdio.h>
#include <stdlib.h>

enum { SAMPLE_MODE = 0600 /* it holds texts */ };

typedef struct calibrate {
    const char *rules, *overlay, *budget_text, *out, *verdicts, *cut_text;
    wv_option_texts flow;
    long per_day, sample, seed, confirmed, threads;
    bool json;
    double budget;
    wv_frozen *pack;
    wv_calibration counts;
    const char *const *gold;
    uint32_t gold_count;
} calibrate;

static const char *const triages[] = {"info", "context", "week", "today", "now", NULL};

static wv_rc walk(const calibrate *c, const char *const *paths, uint32_t count, bool gold,
                  bool (*visit)(void *, const wv_lab_item *), void *ctx, wv_err *err)
{
    wv_corpus_options options = {.paths = paths,
                                 .path_count = count,
                                 .packs = {c->pack, NULL},
                                 .wants_gold = gold,
                                 .threads = (int)c->threads};
    wv_rc rc = wv_corpus_walk(&options, visit, ctx, err);
    return rc == WV_E_STOPPED ? wv_err_set(err, WV_E_NOMEM, "out of memory") : rc;
}

/* ---- the table ---- */

/* Share of what comes in that a cut shows; without a flow, of the labelled corpus. */
static wv_interval shown(const calibrate *c, int cut)
{
    const wv_calibration *n = &c->counts;
    return c->flow.count ? wv_wilson(n->flow[cut].shown, n->flow_items)
                         : wv_wilson(n->labelled[cut].shown, n->labelled_items);
}

/* The widest cut of which the expected load fits; -1 when none does. */
static int proposed(const calibrate *c)
{
    for (int cut = 0; cut < WV_TRIAGES; cut++)
        if (shown(c, cut).share * (double)c->per_day <= c->budget) return cut;
    return -1;
}

static void print_row(const calibrate *c, int cut)
{
    const wv_calibration *n = &c->counts;
    const wv_cut_counts *k = &n->labelled[cut];
    double day = (double)c->per_day;
    wv_interval load = shown(c, cut), recall = wv_wilson(k->signs, n->signs);
    wv_interval severe = wv_wilson(k->severe, n->severe), right = wv_wilson(k->signs, k->shown);
    char a_day[64];
    snprintf(a_day, sizeof a_day, "%.1f (%.1f-%.1f)", load.share * day, load.low * day,
             load.high * day);
    printf("%-8s %-24s %.3f (%.3f-%.3f)   %.3f (%.3f-%.3f)   %.3f   %s\n", triages[cut], a_day,
           recall.share, recall.low, recall.high, severe.share, severe.low, severe.high,
           right.share,
           load.share * day > c->budget  ? "no"
           : load.high * day > c->budget ? "just"
                                         : "yes");
}

static void print_text(const calibrate *c)
{
    const wv_calibration *n = &c->counts;
    int cut = proposed(c);
    printf("%.*s %.*s: %llu labelled items, %llu with a sign, %llu with one of severity 4 or 5\n",
           (int)c->pack->name.n, c->pack->name.p, (int)c->pack->version.n, c->pack->version.p,
           (unsigned long long)n->labelled_items, (unsigned long long)n->signs,
           (unsigned long long)n->severe);
    if (c->flow.count)
        printf("load: of %llu records that came in, for %ld a day\n",
               (unsigned long long)n->flow_items, c->per_day);
    else
        printf("load: of the labelled items themselves, for %ld a day; their share of signs\n"
               "is their maker's, not life's: give what really comes in with --flow\n",
               c->per_day);
    printf("%-8s %-24s %-21s %-21s %-7s fits %g\n", "cut", "shown a day", "signs shown",
           "severe signs shown", "signs", c->budget);
    for (int t = WV_TRIAGES - 1; t >= 0; t--) print_row(c, t);
    if (cut < 0)
        puts("no cut fits: even `now` shows more than can be read");
    else
        printf("proposed: scan --only %s; people decide, and `calibrate --sample` shows what it "
               "hides\n",
               triages[cut]);
}

static void add_interval(wv_buf *out, const char *name, wv_interval w, double times)
{
    wv_buf_format(out, ",\"%s\":{\"value\":%.4f,\"low\":%.4f,\"high\":%.4f}", name, w.share * times,
                  w.low * times, w.high * times);
}

static wv_rc print_json(const calibrate *c, wv_err *err)
{
    wv_buf out;
    const wv_calibration *n = &c->counts;
    int cut = proposed(c);
    wv_buf_init(&out);
    wv_buf_text(&out, "{\"pack\":");
    wv_buf_json(&out, c->pack->name);
    wv_buf_format(&out,
                  ",\"items\":%llu,\"signs\":%llu,\"severe\":%llu,\"flow\":%llu,\"per_day\":%ld,"
                  "\"budget\":%g,\"cuts\":[",
                  (unsigned long long)n->labelled_items, (unsigned long long)n->signs,
                  (unsigned long long)n->severe, (unsigned long long)n->flow_items, c->per_day,
                  c->budget);
    for (int t = WV_TRIAGES - 1; t >= 0; t--) {
        const wv_cut_counts *k = &n->labelled[t];
        wv_buf_format(&out, "%s{\"cut\":\"%s\"", t == WV_TRIAGES - 1 ? "" : ",", triages[t]);
        add_interval(&out, "shown", shown(c, t), (double)c->per_day);
        add_interval(&out, "recall", wv_wilson(k->signs, n->signs), 1);
        add_interval(&out, "severe", wv_wilson(k->severe, n->severe), 1);
        add_interval(&out, "precision", wv_wilson(k->signs, k->shown), 1);
        wv_buf_byte(&out, '}');
    }
    wv_buf_format(&out, "],\"proposed\":%s%s%s}\n", cut < 0 ? "" : "\"",
                  cut < 0 ? "null" : triages[cut], cut < 0 ? "" : "\"");
    wv_rc rc = out.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (rc == WV_OK) fwrite(out.p, 1, out.n, stdout);
    wv_buf_done(&out);
    return rc;
}

/* ---- the sample ---- */

static void add_sample(const calibrate *c, const wv_sample *s, wv_buf *out)
{
    wv_buf_text(out, "{\"schema\":\"" WV_SAMPLE_SCHEMA "\",\"type\":\"sample\"");
    wv_buf_text(out, ",\"pack\":{\"name\":");
    wv_buf_json(out, c->pack->name);
    wv_buf_format(out, ",\"sha256\":\"%s\"},\"cut\":\"%s\",\"seed\":%ld,\"read\":%llu,",
                  c->pack->sha256_hex, triages[s->cut], c->seed, (unsigned long long)s->seen);
    wv_buf_format(out, "\"population\":%llu,\"items\":%u}\n", (unsigned long long)s->population,
                  s->count);
    for (uint32_t i = 0; i < s->count; i++) {
        wv_buf_format(out, "{\"type\":\"item\",\"number\":%u,\"id\":", i + 1);
        wv_buf_json(out, s->items[i].id);
        wv_buf_text(out, ",\"text\":");
        wv_buf_json(out, s->items[i].text);
        wv_buf_text(out, ",\"verdict\":null}\n");
    }
}

static wv_rc write_sample(const calibrate *c, int cut, wv_err *err)
{
    wv_sample s;
    wv_sink sink;
    wv_buf out;
    wv_sink_init(&sink);
    wv_buf_init(&out);
    wv_rc rc = wv_sample_init(&s, (uint64_t)c->seed, (wv_triage)cut, (uint32_t)c->sample);
    if (!rc && c->flow.count)
        rc = walk(c, c->flow.items, c->flow.count, false, wv_sample_visit, &s, err);
    else if (!rc)
        rc = walk(c, c->gold, c->gold_count, false, wv_sample_visit, &s, err);
    if (!rc) add_sample(c, &s, &out);
    if (!rc && out.failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!rc) rc = wv_sink_open(&sink, c->out, SAMPLE_MODE, err);
    if (!rc) rc = wv_sink_write(&sink, out.p, out.n, err);
    if (!rc) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    wv_buf_done(&out);
    wv_sample_done(&s);
    return rc;
}

/* ---- the command ---- */

static int choose_cut(const calibrate *c)
{
    for (int i = 0; c->cut_text && triages[i]; i++)
        if (strcmp(c->cut_text, triages[i]) == 0) return i;
    int cut = proposed(c);
    return cut < 0 ? WV_TRIAGE_NOW : cut;
}

static int measure(calibrate *c)
{
    wv_err err = {0};
    wv_calibration_init(&c->counts, c->pack);
    wv_rc rc = walk(c, c->gold, c->gold_count, true, wv_calibration_labelled, &c->counts, &err);
    if (!rc && !c->counts.labelled_items)
        rc = wv_err_set(&err, WV_E_RECORD, "no item has `gold`");
    if (!rc && c->flow.count)
        rc = walk(c, c->flow.items, c->flow.count, false, wv_calibration_flow, &c->counts, &err);
    if (!rc && c->json)
        rc = print_json(c, &err);
    else if (!rc)
        print_text(c);
    if (!rc && c->sample) rc = write_sample(c, choose_cut(c), &err);
    if (rc)
        fprintf(stderr, "waakvlam calibrate: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    return wv_rc_exit(rc);
}

/* `40/day`, or `40`. */
static int read_budget(const wv_command_line *line, calibrate *c)
{
    char *end = NULL;
    if (!c->budget_text) return wv_options_usage(line, "say what can be read: --budget N/day");
    c->budget = strtod(c->budget_text, &end);
    if (end == c->budget_text || c->budget < 0 || (*end && strcmp(end, "/day") != 0))
        return wv_options_usage(line, "--budget wants a number a day, such as 40/day, not '%s'",
                                c->budget_text);
    if (!c->per_day) return wv_options_usage(line, "say how much comes in: --per-day RECORDS");
    return -1;
}

static int check_options(const wv_command_line *line, calibrate *c, int argc)
{
    int cut = 0;
    if (c->verdicts) return argc > 1 ? wv_options_usage(line, "--verdicts takes no corpus") : -1;
    if (argc < 2) return wv_options_usage(line, "give a file of labelled items");
    if (!c->sample != !c->out)
        return wv_options_usage(line, "--sample K and -o FILE go together");
    if (c->sample > WV_SAMPLE_MAX)
        return wv_options_usage(line, "a sample is at most %d items", WV_SAMPLE_MAX);
    while (c->cut_text && triages[cut] && strcmp(c->cut_text, triages[cut]) != 0) cut++;
    if (!triages[cut])
        return wv_options_usage(line, "--cut wants info, context, week, today or now");
    return read_budget(line, c);
}

int wv_cli_calibrate(int argc, char **argv)
{
    calibrate c = {.confirmed = -1};
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &c.rules},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to the pack", &c.overlay},
        {0, "budget", WV_OPTION_TEXT, "N/day", "flags that people can read in a day",
         &c.budget_text},
        {0, "per-day", WV_OPTION_NUMBER, "N", "records that come in on a day", &c.per_day},
        {0, "flow", WV_OPTION_TEXTS, "FILE", "records as they come in: the load is theirs",
         &c.flow},
        {0, "sample", WV_OPTION_NUMBER, "K", "draw so many items that the cut does not show",
         &c.sample},
        {0, "cut", WV_OPTION_TEXT, "TRIAGE", "with --sample: this cut instead of the proposed one",
         &c.cut_text},
        {0, "seed", WV_OPTION_NUMBER, "N", "with --sample: the same seed draws the same", &c.seed},
        {'o', "output", WV_OPTION_TEXT, "FILE", "with --sample: the items go here", &c.out},
        {0, "verdicts", WV_OPTION_TEXT, "FILE",
         "a sample with its verdicts (sign, none, unsure): what is missed", &c.verdicts},
        {0, "confirmed", WV_OPTION_NUMBER, "N",
         "with --verdicts: shown items that people found to be a sign", &c.confirmed},
        {0, "json", WV_OPTION_FLAG, NULL, "JSON on stdout", &c.json},
        {'j', "threads", WV_OPTION_NUMBER, "N", "threads; one a processor", &c.threads},
        {0},
    };
    const wv_command_line line = {
        "calibrate [-r PACK] --budget N/day --per-day N GOLD... | --verdicts FILE",
        "Which triage cut fits what a team can read, and what each finds of the labelled signs,\n"
        "with intervals. It proposes; it changes no pack.",
        options};
    int code = wv_options_read(&line, &argc, argv);
    if (code < 0) code = check_options(&line, &c, argc);
    if (code >= 0) return code;
    if (c.verdicts) return wv_calibrate_verdicts(c.verdicts, c.confirmed);
    c.gold = (const char *const *)(void *)(argv + 1);
    c.gold_count = (uint32_t)argc - 1;
    code = wv_packs_open_parts(&(wv_pack_parts){c.rules, c.overlay, NULL}, false, &c.pack);
    if (!code) code = measure(&c);
    wv_frozen_free(c.pack);
    return code;
}
