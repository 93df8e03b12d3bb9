/* SPDX-License-Identifier: EUPL-1.2 */
/* diff.c: `waakvlam diff A B CORPUS`: what another version of a pack finds that the first did not, and
 * the other way round.
 *
 *   + m17 threat.kill by threat.kill.direct: 'maak je dood'
 *   - m20 contact.unwanted by contact.unwanted.stop: 'bel me niet meer'
 *   ~ m31 threat.kill: severity 5 -> 3
 *
 * In: two packs, a corpus. Out: a line for each (item, signal) that differs, counts by signal.
 * Exit: 0 the same, 1 different. Neighbours: lab/corpus.h. Invariants: items in input order,
 * signals by name; with gold a line says whether the change is right. Cost: two scans. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "lab/corpus.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { SIGNALS_MAX = 512, SPANS_SHOWN = 4 };

typedef struct change_count {
    wv_str signal;
    uint64_t appeared, vanished, changed;
    uint64_t won, lost; /* with gold: better and worse */
} change_count;

typedef struct differ {
    change_count counts[SIGNALS_MAX];
    uint32_t count;
    uint64_t items, differing;
    wv_buf out;
    bool quiet;
} differ;

/* The strongest find of a signal that counts, or NULL. */
static const wv_found *best(const wv_founds *all, wv_str signal)
{
    const wv_found *found = NULL;
    for (uint32_t i = 0; i < all->count; i++) {
        const wv_found *f = &all->items[i];
        if (wv_found_counts(f) && wv_str_eq(f->signal, signal) &&
            (!found || f->severity > found->severity))
            found = f;
    }
    return found;
}

static change_count *count_of(differ *d, wv_str signal)
{
    for (uint32_t i = 0; i < d->count; i++)
        if (wv_str_eq(d->counts[i].signal, signal)) return &d->counts[i];
    if (d->count == SIGNALS_MAX) return &d->counts[SIGNALS_MAX - 1];
    d->counts[d->count] = (change_count){.signal = signal};
    return &d->counts[d->count++];
}

static void add_spans(wv_buf *out, wv_str text, const wv_found *f)
{
    wv_utf8_cursor c;
    wv_utf8_cursor_init(&c, text);
    for (uint32_t i = 0; i < f->span_count && i < SPANS_SHOWN; i++) {
        wv_utf8_seek_code_point(&c, f->spans[i].start);
        uint32_t start = c.byte;
        wv_utf8_seek_code_point(&c, f->spans[i].end);
        wv_buf_format(out, "%s'%.*s'", i ? " .. " : "", (int)(c.byte - start), text.p + start);
    }
}

/* Is it right that the signal is there? */
static const char *verdict(const wv_lab_item *item, wv_str signal, bool appeared,
                           change_count *count)
{
    if (!item->has_gold || wv_slugs_have(&item->gold.allow, signal)) return "";
    bool better = wv_slugs_have(&item->gold.require, signal) == appeared;
    count->won += better;
    count->lost += !better;
    return better ? "  (better)" : "  (WORSE)";
}

static void add_line(differ *d, const wv_lab_item *item, char sign, const wv_found *f,
                     const char *judged)
{
    wv_buf *out = &d->out;
    if (d->quiet) return;
    wv_buf_format(out, "%c %.*s %.*s by %.*s: ", sign, (int)item->id.n, item->id.p,
                  (int)f->signal.n, f->signal.p, (int)f->rule.n, f->rule.p);
    add_spans(out, item->text, f);
    wv_buf_format(out, "%s\n", judged);
}

static void add_change(differ *d, const wv_lab_item *item, const wv_found *a, const wv_found *b)
{
    if (d->quiet) return;
    wv_buf_format(&d->out, "~ %.*s %.*s: severity %u -> %u\n", (int)item->id.n, item->id.p,
                  (int)a->signal.n, a->signal.p, a->severity, b->severity);
}

/* Signals of one side, each once; those that both have are told from the first side only. */
static bool compare_side(differ *d, const wv_lab_item *item, int side)
{
    const wv_founds *own = &item->found[side], *other = &item->found[!side];
    bool differs = false;
    for (uint32_t i = 0; i < own->count; i++) {
        const wv_found *a = &own->items[i], *b;
        if (best(own, a->signal) != a) continue;
        b = best(other, a->signal);
        if (b && (side == 1 || a->severity == b->severity)) continue;
        change_count *count = count_of(d, a->signal);
        differs = true;
        count->changed += b != NULL;
        count->vanished += !b && side == 0;
        count->appeared += !b && side == 1;
        if (b)
            add_change(d, item, a, b);
        else
            add_line(d, item, side ? '+' : '-', a, verdict(item, a->signal, side == 1, count));
    }
    return differs;
}

static bool visit(void *ctx, const wv_lab_item *item)
{
    differ *d = ctx;
    if (item->dead) return true;
    d->items++;
    bool a = compare_side(d, item, 0), b = compare_side(d, item, 1);
    d->differing += a || b;
    if (d->out.failed) return false;
    if (d->out.n) fwrite(d->out.p, 1, d->out.n, stdout);
    wv_buf_clear(&d->out);
    return true;
}

static int by_signal(const void *a, const void *b)
{
    return wv_str_cmp(((const change_count *)a)->signal, ((const change_count *)b)->signal);
}

static void print_counts(differ *d)
{
    qsort(d->counts, d->count, sizeof *d->counts, by_signal);
    if (d->count)
        printf("\n%-34s %9s %9s %9s %8s %8s\n", "signal", "appeared", "vanished", "severity",
               "better", "worse");
    for (uint32_t i = 0; i < d->count; i++) {
        const change_count *c = &d->counts[i];
        printf("%-34.*s %9llu %9llu %9llu %8llu %8llu\n", (int)c->signal.n, c->signal.p,
               (unsigned long long)c->appeared, (unsigned long long)c->vanished,
               (unsigned long long)c->changed, (unsigned long long)c->won,
               (unsigned long long)c->lost);
    }
    printf("%llu of %llu items differ\n", (unsigned long long)d->differing,
           (unsigned long long)d->items);
}

static int compare(differ *d, wv_frozen *const packs[2], const char *const *paths, uint32_t count,
                   int threads)
{
    wv_err err = {0};
    wv_corpus_options options = {.paths = paths,
                                 .path_count = count,
                                 .packs = {packs[0], packs[1]},
                                 .wants_gold = true,
                                 .threads = threads};
    wv_buf_init(&d->out);
    wv_rc rc = wv_corpus_walk(&options, visit, d, &err);
    wv_buf_done(&d->out);
    if (rc) {
        fprintf(stderr, "waakvlam diff: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
        return wv_rc_exit(rc == WV_E_STOPPED ? WV_E_NOMEM : rc);
    }
    print_counts(d);
    return d->differing > 0;
}

int wv_cli_diff(int argc, char **argv)
{
    static differ d; /* its table is too large for a stack */
    long threads = 0;
    const char *overlay = NULL;
    const wv_option options[] = {
        {'q', "quiet", WV_OPTION_FLAG, NULL, "counts only", &d.quiet},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to pack B", &overlay},
        {'j', "threads", WV_OPTION_NUMBER, "N", "threads; one a processor", &threads},
        {0},
    };
    const wv_command_line line = {
        "diff PACK_A PACK_B CORPUS...",
        "What pack B finds in the corpus that A does not (+), and the other way round (-), item\n"
        "by item. With gold, whether that is better or worse. Exit 1 when they differ.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc < 4) return wv_options_usage(&line, "give two packs and a corpus");
    wv_frozen *packs[2] = {NULL, NULL};
    int code = wv_packs_open(argv[1], false, &packs[0]);
    if (!code)
        code = wv_packs_open_parts(&(wv_pack_parts){argv[2], overlay, NULL}, false, &packs[1]);
    if (!code)
        code = compare(&d, packs, (const char *const *)(void *)(argv + 3), (uint32_t)argc - 3,
                       (int)threads);
    wv_frozen_free(packs[1]);
    wv_frozen_free(packs[0]);
    return code;
}
