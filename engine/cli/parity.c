/* SPDX-License-Identifier: EUPL-1.2 */
/* parity.c: `waakvlam parity`: the same reference set through the pack and through every overlay.
 *
 *   signal                       items    pack   noord  zuid
 *   contact.unwanted                81   0.951   0.951  0.938 -1
 *
 * In: a pack, overlays, labelled items, feeds of cases. Out: recall side by side, as text or JSON.
 * Exit: 0; 1 when an overlay loses a true signal that it does not argue. Neighbours: reference.c
 * counts, check_overlay.c knows what is argued. Invariant: every column has the same items. Cost: two
 * scans of the set for each overlay. */
#include "cli/commands.h"

#include "cli/check_overlay.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "lab/eval.h"
#include "pack/overlay.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { OVERLAYS_MAX = 32 };

typedef struct column {
    wv_frozen *pack;
    wv_reference counts;
    uint32_t unargued;
} column;

typedef struct parity {
    wv_frozen *base;
    column columns[OVERLAYS_MAX];
    uint32_t count;
    char *found[OVERLAYS_MAX]; /* owned: overlays that stand beside the pack */
    uint32_t found_count;
    bool json;
} parity;

/* ---- which overlays ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* rules/nl-stalking -> rules/overlays/<region>, those that have an overlay.yaml. */
static bool find_overlays(parity *p, const char *pack)
{
    char folder[PATH_MAX - 300], file[PATH_MAX];
    snprintf(folder, sizeof folder, "%s/../overlays", pack);
    DIR *dir = opendir(folder);
    if (!dir) return true;
    for (struct dirent *e; (e = readdir(dir)) && p->found_count < OVERLAYS_MAX;) {
        if (e->d_name[0] == '.') continue;
        snprintf(file, sizeof file, "%s/%s/" WV_OVERLAY_FILE, folder, e->d_name);
        if (access(file, R_OK) != 0) continue;
        size_t n = strlen(folder) + strlen(e->d_name) + 2;
        char *path = wv_mem_new(n);
        if (!path) break;
        snprintf(path, n, "%s/%s", folder, e->d_name);
        p->found[p->found_count++] = path;
    }
    closedir(dir);
    if (p->found_count) qsort(p->found, p->found_count, sizeof *p->found, by_name);
    return true;
}

/* ---- measuring ---- */

static wv_str name_of(const column *c)
{
    return c->pack->ast->overlay->name.s;
}

static wv_rc measure(parity *p, const wv_reference_set *set, wv_err *err)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < p->count && rc == WV_OK; i++) {
        column *c = &p->columns[i];
        wv_reference_init(&c->counts, p->base, c->pack);
        rc = wv_reference_run(&c->counts, set, err);
        wv_reference_sort(&c->counts);
        c->unargued = wv_check_unargued(&c->counts, NULL);
    }
    return rc;
}

static double share(uint64_t found, uint64_t items)
{
    return items ? (double)found / (double)items : 0;
}

/* ---- text ---- */

static const wv_reference_row *same_row(const column *c, wv_str signal)
{
    const uint32_t *at = NULL;
    for (uint32_t i = 0; !at && i < c->counts.row_count; i++)
        if (wv_str_eq(c->counts.rows[i].signal, signal)) return &c->counts.rows[i];
    return NULL;
}

static void print_cell(const wv_reference_row *row)
{
    char changes[48] = "";
    if (!row) {
        printf(" %20s", "");
        return;
    }
    if (row->lost || row->won)
        snprintf(changes, sizeof changes, "-%llu +%llu", (unsigned long long)row->lost,
                 (unsigned long long)row->won);
    printf("   %.3f %-11s", share(row->region, row->items), changes);
}

static void print_text(const parity *p)
{
    const wv_reference *first = &p->columns[0].counts;
    printf("%-34s %6s %7s", "signal", "items", "pack");
    for (uint32_t i = 0; i < p->count; i++)
        printf("   %-17.*s", (int)name_of(&p->columns[i]).n, name_of(&p->columns[i]).p);
    putchar('\n');
    for (uint32_t r = 0; r < first->row_count; r++) {
        const wv_reference_row *row = &first->rows[r];
        if (!row->items) continue;
        printf("%-34.*s %6llu   %.3f", (int)row->signal.n, row->signal.p,
               (unsigned long long)row->items, share(row->base, row->items));
        for (uint32_t i = 0; i < p->count; i++)
            print_cell(same_row(&p->columns[i], row->signal));
        putchar('\n');
    }
    for (uint32_t i = 0; i < p->count; i++)
        printf("%.*s: lost %u, of which argued %u\n", (int)name_of(&p->columns[i]).n,
               name_of(&p->columns[i]).p, p->columns[i].counts.loss_count,
               p->columns[i].counts.loss_count - p->columns[i].unargued);
}

/* ---- JSON ---- */

static void add_recall(wv_buf *out, uint64_t found, uint64_t items)
{
    wv_interval w = wv_wilson(found, items);
    wv_buf_format(out, "{\"found\":%llu,\"recall\":%.4f,\"low\":%.4f,\"high\":%.4f",
                  (unsigned long long)found, w.share, w.low, w.high);
}

static void add_region(wv_buf *out, const column *c, wv_str signal)
{
    const wv_reference_row *row = same_row(c, signal);
    wv_buf_json(out, name_of(c));
    wv_buf_byte(out, ':');
    add_recall(out, row ? row->region : 0, row ? row->items : 0);
    wv_buf_format(out, ",\"lost\":%llu,\"won\":%llu,\"alarms\":%llu}",
                  (unsigned long long)(row ? row->lost : 0),
                  (unsigned long long)(row ? row->won : 0),
                  (unsigned long long)(row ? row->alarms : 0));
}

static void add_losses(wv_buf *out, const parity *p)
{
    bool first = true;
    for (uint32_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->columns[i].counts.loss_count; k++) {
            const wv_reference_loss *loss = &p->columns[i].counts.losses[k];
            wv_buf_text(out, first ? "\n{\"overlay\":" : ",\n{\"overlay\":");
            wv_buf_json(out, name_of(&p->columns[i]));
            wv_buf_text(out, ",\"signal\":");
            wv_buf_json(out, loss->signal);
            wv_buf_text(out, ",\"item\":");
            wv_buf_json(out, loss->item);
            wv_buf_text(out, ",\"rule\":");
            wv_buf_json(out, loss->rule);
            wv_buf_byte(out, '}');
            first = false;
        }
}

static wv_rc print_json(const parity *p, wv_err *err)
{
    const wv_reference *first = &p->columns[0].counts;
    wv_buf out;
    bool begun = false;
    wv_buf_init(&out);
    wv_buf_text(&out, "{\"pack\":");
    wv_buf_json(&out, p->base->name);
    wv_buf_format(&out, ",\"tests\":%llu,\"items\":%llu,\"records\":%llu,\"signals\":[",
                  (unsigned long long)first->tests, (unsigned long long)first->items,
                  (unsigned long long)first->records);
    for (uint32_t r = 0; r < first->row_count; r++) {
        const wv_reference_row *row = &first->rows[r];
        if (!row->items) continue;
        wv_buf_text(&out, begun ? ",\n{\"signal\":" : "\n{\"signal\":");
        begun = true;
        wv_buf_json(&out, row->signal);
        wv_buf_format(&out, ",\"items\":%llu,\"pack\":", (unsigned long long)row->items);
        add_recall(&out, row->base, row->items);
        wv_buf_text(&out, "},\"overlays\":{");
        for (uint32_t i = 0; i < p->count; i++) {
            if (i) wv_buf_byte(&out, ',');
            add_region(&out, &p->columns[i], row->signal);
        }
        wv_buf_text(&out, "}}");
    }
    wv_buf_text(&out, "],\"losses\":[");
    add_losses(&out, p);
    wv_buf_text(&out, "]}\n");
    wv_rc rc = out.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (rc == WV_OK) fwrite(out.p, 1, out.n, stdout);
    wv_buf_done(&out);
    return rc;
}

/* ---- the command ---- */

static int open_columns(parity *p, const char *path, const wv_option_texts *given)
{
    int code = wv_packs_open(path, false, &p->base);
    uint32_t count = given->count ? given->count : p->found_count;
    for (uint32_t i = 0; i < count && i < OVERLAYS_MAX && !code; i++) {
        const char *overlay = given->count ? given->items[i] : p->found[i];
        code = wv_packs_open_parts(&(wv_pack_parts){path, overlay, NULL}, false,
                                   &p->columns[i].pack);
        p->count += !code;
    }
    return code;
}

static int compare(parity *p, const wv_reference_set *set)
{
    wv_err err = {0};
    uint32_t unargued = 0;
    wv_rc rc = measure(p, set, &err);
    if (rc == WV_OK && p->json)
        rc = print_json(p, &err);
    else if (rc == WV_OK)
        print_text(p);
    if (rc)
        fprintf(stderr, "waakvlam parity: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    for (uint32_t i = 0; i < p->count; i++) unargued += p->columns[i].unargued;
    return rc ? wv_rc_exit(rc) : unargued > 0;
}

static void done(parity *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        wv_reference_done(&p->columns[i].counts);
        wv_frozen_free(p->columns[i].pack);
    }
    for (uint32_t i = 0; i < p->found_count; i++) wv_mem_free(p->found[i]);
    wv_frozen_free(p->base);
}

int wv_cli_parity(int argc, char **argv)
{
    static parity p; /* its columns are too large for a stack */
    const char *rules = NULL;
    wv_option_texts overlays = {0}, feeds = {0};
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &rules},
        {0, "overlay", WV_OPTION_TEXTS, "DIR", "an overlay; without it, all beside PACK",
         &overlays},
        {0, "feeds", WV_OPTION_TEXTS, "FILE", "records of cases: what the pack itself finds there",
         &feeds},
        {0, "json", WV_OPTION_FLAG, NULL, "JSON on stdout", &p.json},
        {0},
    };
    const wv_command_line line = {
        "parity [-r PACK] [--overlay DIR]... [GOLD...]",
        "Recall of the pack and of every overlay over the same reference set: the tests in the\n"
        "rules and GOLD, else the corpus that comes with the pack. Exit 1 when an overlay loses a\n"
        "true signal that it does not argue.",
        options};
    int code = wv_options_read(&line, &argc, argv);
    if (code >= 0) return code;
    wv_reference_set set = {0};
    wv_pack_parts parts = wv_packs_parts(&(wv_pack_parts){.path = rules});
    const char *path = parts.path;
    wv_reference_default(path, &set);
    if (argc > 1) {
        set.gold = (const char *const *)(void *)(argv + 1);
        set.gold_count = (uint32_t)argc - 1;
    }
    if (feeds.count) {
        set.feeds = feeds.items;
        set.feed_count = feeds.count;
    }
    if (parts.overlay && !overlays.count) overlays.items[overlays.count++] = parts.overlay;
    if (!overlays.count) find_overlays(&p, path);
    if (!overlays.count && !p.found_count)
        return wv_options_usage(&line, "no overlay given, and none in overlays/ beside the pack");
    if (overlays.count > OVERLAYS_MAX)
        return wv_options_usage(&line, "at most %d overlays", OVERLAYS_MAX);
    code = open_columns(&p, path, &overlays);
    if (!code) code = compare(&p, &set);
    done(&p);
    return code;
}
