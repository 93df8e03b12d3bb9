/* SPDX-License-Identifier: EUPL-1.2 */
/* annotate.c: `waakvlam annotate export|import`: findings out to annotation tools, people's verdicts back as gold.
 *
 * In: records with findings of a pack, of a scan's flags or of gold; or what a tool exported. Out: files of the tool;
 * or labelled items for `eval`. Neighbours: lab/annotation.h writes and reads the formats, annotate_import.c is the way
 * back. Invariants: every record with a text goes out, also without a finding, or nobody could mark what was missed;
 * only what a person judged comes back. Cost: the scan. */
#include "cli/annotate.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "lab/annotation.h"
#include "lab/corpus.h"
#include "run/sink.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PRIVATE_MODE = 0600, BLOCK_BYTES = 1 << 20 }; /* the texts are the records' */

typedef struct exporter {
    wv_tool tool;
    const char *out_path, *config_path, *pack_path, *flags_path;
    bool gold, points, semicolons;
    wv_frozen *pack;
    wv_flags flags;
    wv_sink sink; /* the one file, or brat's index */
    wv_buf out, shown, model;
    wv_arena slug_room;
    wv_map slugs; /* those of the pack, or those seen */
    wv_mark marks[WV_MARKS_MAX];
    uint32_t mark_count;
    uint64_t written, unplaced;
    wv_err err;
} exporter;

/* ---- from an item of the corpus to one of a tool ---- */

static void add_mark(exporter *x, wv_mark mark)
{
    if (mark.span_count == 0 && x->tool != WV_TOOL_CSV)
        x->unplaced++;
    else if (x->mark_count < WV_MARKS_MAX)
        x->marks[x->mark_count++] = mark;
}

static void take_gold(exporter *x, const wv_gold *gold, const wv_slugs *slugs, wv_verdict verdict)
{
    for (uint32_t i = 0; i < slugs->count; i++) {
        bool placed = false;
        for (uint32_t k = 0; k < gold->span_count; k++) {
            if (!wv_str_eq(gold->spans[k].slug, slugs->items[i])) continue;
            add_mark(x, (wv_mark){.slug = slugs->items[i],
                                  .verdict = verdict,
                                  .spans = &gold->spans[k].span,
                                  .span_count = 1});
            placed = true;
        }
        if (!placed) add_mark(x, (wv_mark){.slug = slugs->items[i], .verdict = verdict});
    }
}

static void take_findings(exporter *x, const wv_founds *founds)
{
    for (uint32_t i = 0; i < founds->count; i++) {
        const wv_found *f = &founds->items[i];
        if (!f->live || f->span_count == 0) continue; /* one of the case has no place in a text */
        bool negated = f->labels >> WV_LABEL_NEGATED & 1;
        add_mark(x, (wv_mark){.slug = f->signal,
                              .rule = f->rule,
                              .severity = f->severity,
                              .verdict = negated ? WV_VERDICT_NEGATED : WV_VERDICT_NONE,
                              .spans = f->spans,
                              .span_count = f->span_count});
    }
}

static bool remember_slugs(exporter *x)
{
    for (uint32_t i = 0; i < x->mark_count; i++) {
        if (wv_map_get(&x->slugs, x->marks[i].slug)) continue;
        wv_str copy = wv_arena_str(&x->slug_room, x->marks[i].slug);
        if (!copy.p || !wv_map_put(&x->slugs, copy, 1, NULL)) return false;
    }
    return true;
}

/* ---- writing ---- */

static wv_rc write_file(const char *path, const wv_buf *bytes, wv_err *err)
{
    wv_sink sink;
    wv_sink_init(&sink);
    wv_rc rc = bytes->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) rc = wv_sink_open(&sink, path, PRIVATE_MODE, err);
    if (!rc) rc = wv_sink_write(&sink, bytes->p, bytes->n, err);
    if (!rc) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    return rc;
}

static wv_rc write_brat(exporter *x, const wv_annotated *item)
{
    char path[4096];
    wv_buf text, ann;
    wv_buf_init(&text);
    wv_buf_init(&ann);
    wv_annotation_write_brat(item, x->written, &text, &ann, &x->out);
    snprintf(path, sizeof path, "%s/%06llu.txt", x->out_path, (unsigned long long)x->written);
    wv_rc rc = write_file(path, &text, &x->err);
    snprintf(path, sizeof path, "%s/%06llu.ann", x->out_path, (unsigned long long)x->written);
    if (!rc) rc = write_file(path, &ann, &x->err);
    wv_buf_done(&text);
    wv_buf_done(&ann);
    return rc;
}

static wv_rc write_item(exporter *x, const wv_annotated *item)
{
    char separator = x->semicolons ? ';' : ',';
    wv_rc rc = WV_OK;
    x->written++;
    switch (x->tool) {
    case WV_TOOL_BRAT: rc = write_brat(x, item); break;
    case WV_TOOL_LABEL_STUDIO:
        wv_buf_text(&x->out, x->written > 1 ? ",\n" : "[\n");
        wv_annotation_write_label_studio(item, (wv_str){x->model.p, (uint32_t)x->model.n}, &x->out);
        break;
    case WV_TOOL_DOCCANO: wv_annotation_write_doccano(item, !x->points, &x->out); break;
    default: wv_annotation_write_csv(item, separator, &x->out); break;
    }
    if (rc || x->out.n < BLOCK_BYTES) return rc;
    rc = wv_sink_write(&x->sink, x->out.p, x->out.n, &x->err);
    wv_buf_clear(&x->out);
    return rc;
}

static bool export_item(void *ctx, const wv_lab_item *lab)
{
    exporter *x = ctx;
    if (lab->dead || lab->text.n == 0) return true;
    if (lab->wrong) {
        wv_err_set(&x->err, WV_E_RECORD, "%s:%llu: '%.*s' %s", lab->path,
                   (unsigned long long)lab->line, (int)lab->wrong_about.n, lab->wrong_about.p,
                   lab->wrong);
        return false;
    }
    x->mark_count = 0;
    if (!x->gold) {
        take_findings(x, &lab->found[0]);
    } else if (lab->has_gold) {
        take_gold(x, &lab->gold, &lab->gold.require, WV_VERDICT_NONE);
        take_gold(x, &lab->gold, &lab->gold.allow, WV_VERDICT_ARGUABLE);
        take_gold(x, &lab->gold, &lab->gold.negated, WV_VERDICT_NEGATED);
    }
    wv_buf_clear(&x->shown);
    if (!wv_annotation_shown(lab->text, &x->shown) || !remember_slugs(x)) {
        wv_err_set(&x->err, WV_E_NOMEM, "out of memory");
        return false;
    }
    wv_annotated item = {.id = lab->id,
                         .case_id = lab->case_id,
                         .text = {x->shown.p, (uint32_t)x->shown.n},
                         .judged = x->gold && lab->has_gold,
                         .marks = x->marks,
                         .count = x->mark_count};
    return write_item(x, &item) == WV_OK;
}

static wv_rc write_config(exporter *x, const char *path)
{
    wv_buf out;
    wv_str *slugs = wv_mem_new(sizeof *slugs * (x->slugs.count + 1));
    if (!slugs) return wv_err_set(&x->err, WV_E_NOMEM, "out of memory");
    for (uint32_t i = 0; i < x->slugs.count; i++) slugs[i] = x->slugs.entries[i].key;
    wv_buf_init(&out);
    wv_annotation_write_config(x->tool, slugs, x->slugs.count, &out);
    wv_rc rc = write_file(path, &out, &x->err);
    wv_buf_done(&out);
    wv_mem_free(slugs);
    return rc;
}

/* ---- the run ---- */

static wv_rc open_output(exporter *x)
{
    char path[4096];
    const char *at = x->out_path;
    if (x->tool == WV_TOOL_BRAT) {
        if (mkdir(x->out_path, 0700) != 0 && errno != EEXIST)
            return wv_err_set(&x->err, WV_E_CREATE, "cannot make the folder '%s'", x->out_path);
        if (snprintf(path, sizeof path, "%s/index.ndjson", x->out_path) >= (int)sizeof path - 16)
            return wv_err_set(&x->err, WV_E_CREATE, "the name of the folder is too long");
        at = wv_arena_str(&x->slug_room, wv_str_of(path)).p;
        if (!at) return wv_err_set(&x->err, WV_E_NOMEM, "out of memory");
    }
    if (x->tool == WV_TOOL_CSV) {
        if (x->semicolons)
            wv_buf_text(&x->out, "\xEF\xBB\xBF"); /* as a Dutch spreadsheet opens it */
        wv_annotation_write_csv_head(x->semicolons ? ';' : ',', &x->out);
    }
    return wv_sink_open(&x->sink, at, PRIVATE_MODE, &x->err);
}

static wv_rc close_output(exporter *x)
{
    char path[4096];
    if (x->tool == WV_TOOL_LABEL_STUDIO) wv_buf_text(&x->out, x->written ? "\n]\n" : "[]\n");
    wv_rc rc = x->out.failed ? wv_err_set(&x->err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) rc = wv_sink_write(&x->sink, x->out.p, x->out.n, &x->err);
    snprintf(path, sizeof path, "%s/annotation.conf", x->out_path);
    if (!rc && x->tool == WV_TOOL_BRAT) rc = write_config(x, path);
    if (!rc && x->config_path) rc = write_config(x, x->config_path);
    return rc ? rc : wv_sink_commit(&x->sink, &x->err);
}

static wv_rc begin(exporter *x)
{
    wv_buf_init(&x->out);
    wv_buf_init(&x->shown);
    wv_buf_init(&x->model);
    wv_map_init(&x->slugs);
    wv_arena_init(&x->slug_room);
    wv_sink_init(&x->sink);
    wv_buf_text(&x->model, x->pack ? "" : "flags");
    if (x->pack)
        wv_buf_format(&x->model, "%.*s %.*s %.12s", (int)x->pack->name.n, x->pack->name.p,
                      (int)x->pack->version.n, x->pack->version.p, x->pack->sha256_hex);
    for (uint32_t i = 0; x->pack && i < x->pack->ast->signal_count; i++) {
        const wv_signal_ast *s = &x->pack->ast->signals[i];
        if (!s->is_pattern && !wv_map_put(&x->slugs, s->slug.s, 1, NULL))
            return wv_err_set(&x->err, WV_E_NOMEM, "out of memory");
    }
    return x->flags_path ? wv_flags_open(&x->flags, x->flags_path, &x->err) : WV_OK;
}

static int run_export(exporter *x, const char *const *paths, uint32_t count)
{
    wv_corpus_options options = {.paths = paths,
                                 .path_count = count,
                                 .packs = {x->gold ? NULL : x->pack, NULL},
                                 .wants_gold = x->gold};
    wv_err walk = {0};
    wv_rc rc = begin(x);
    if (x->flags_path) options.flags = &x->flags;
    if (!rc) rc = open_output(x);
    if (!rc) rc = wv_corpus_walk(&options, export_item, x, &walk);
    if (rc == WV_E_STOPPED) rc = x->err.rc;
    if (rc && !x->err.rc) x->err = walk;
    if (!rc) rc = close_output(x);
    wv_sink_close(&x->sink);
    if (rc) fprintf(stderr, "waakvlam annotate: %s\n", x->err.message);
    if (!rc && x->unplaced)
        fprintf(stderr, "waakvlam annotate: %llu labels without a place are left out\n",
                (unsigned long long)x->unplaced);
    if (!rc)
        fprintf(stderr, "waakvlam annotate: %llu items written for %s\n",
                (unsigned long long)x->written, wv_tool_names[x->tool]);
    if (x->flags_path) wv_flags_done(&x->flags);
    wv_map_done(&x->slugs);
    wv_arena_done(&x->slug_room);
    wv_buf_done(&x->out);
    wv_buf_done(&x->shown);
    wv_buf_done(&x->model);
    return wv_rc_exit(rc);
}

int wv_annotate_tool(const wv_command_line *line, const char *name, wv_tool *out)
{
    for (int i = 0; name && i < WV_TOOL_COUNT; i++)
        if (strcmp(name, wv_tool_names[i]) == 0) return *out = (wv_tool)i, -1;
    return wv_options_usage(line, "say which tool: brat, label-studio, doccano or csv%s%s",
                            name ? ", not " : "", name ? name : "");
}

static int cli_export(int argc, char **argv)
{
    exporter *x = wv_mem_new(sizeof *x);
    if (!x) return wv_rc_exit(WV_E_NOMEM);
    const char *tool = NULL;
    const wv_option options[] = {
        {0, "to", WV_OPTION_TEXT, "TOOL", "brat, label-studio, doccano or csv", &tool},
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to find with", &x->pack_path},
        {0, "flags", WV_OPTION_TEXT, "FILE", "take the findings of this scan instead",
         &x->flags_path},
        {0, "gold", WV_OPTION_FLAG, NULL, "take the gold of the items instead", &x->gold},
        {0, "config", WV_OPTION_TEXT, "FILE", "write what the tool must know of the labels",
         &x->config_path},
        {0, "code-points", WV_OPTION_FLAG, NULL, "doccano: count code points, not UTF-16 units",
         &x->points},
        {0, "semicolons", WV_OPTION_FLAG, NULL, "csv: as a Dutch spreadsheet opens it",
         &x->semicolons},
        {'o', "output", WV_OPTION_TEXT, "FILE", "file to write; brat: a folder", &x->out_path},
        {0},
    };
    const wv_command_line line = {
        "annotate export --to TOOL [-r PACK|--flags FILE|--gold] -o OUT RECORDS...",
        "Writes records with their findings for an annotation tool. See docs/interchange.md.",
        options};
    int code = wv_options_read(&line, &argc, argv);
    if (code < 0) code = wv_annotate_tool(&line, tool, &x->tool);
    if (code < 0 && argc < 2) code = wv_options_usage(&line, "give a file of records");
    if (code < 0 && x->flags_path && x->gold)
        code = wv_options_usage(&line, "give --flags or --gold, not both");
    if (code < 0 && !x->out_path) {
        x->out_path = "-";
        if (x->tool == WV_TOOL_BRAT) code = wv_options_usage(&line, "say which folder: -o DIR");
    }
    if (code < 0 && (x->pack_path || !(x->flags_path || x->gold))) {
        int failed = wv_packs_open(x->pack_path, false, &x->pack);
        if (failed) code = failed;
    }
    if (code < 0) code = run_export(x, (const char *const *)(void *)(argv + 1), (uint32_t)argc - 1);
    wv_frozen_free(x->pack);
    wv_mem_free(x);
    return code;
}

int wv_cli_annotate(int argc, char **argv)
{
    const wv_option options[] = {{0}};
    const wv_command_line line = {
        "annotate export|import ...",
        "export: records with findings for brat, Label Studio, doccano or a spreadsheet.\n"
        "import: what people made of them, as labelled items for eval.\n"
        "`waakvlam annotate export --help` and `annotate import --help` show the options.",
        options};
    static char names[2][32] = {"annotate export", "annotate import"};
    for (int i = 0; i < 2 && argc > 1; i++)
        if (strcmp(argv[1], names[i] + strlen("annotate ")) == 0) {
            argv[1] = names[i];
            return (i ? wv_annotate_import : cli_export)(argc - 1, argv + 1);
        }
    int done = wv_options_read(&line, &argc, argv);
    return done >= 0 ? done : wv_options_usage(&line, "say export or import");
}
