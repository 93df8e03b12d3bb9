/* SPDX-License-Identifier: EUPL-1.2 */
/* fmt.c: `waakvlam fmt FILE...`: rule files in the house layout.
 *
 * In: files, or a pack's folder with -r. Out: the files, written whole or not at all; the names of
 * those that changed. Exit: 0; 1 with --check when one would change; 65 when one cannot be laid out
 * without losing something. Neighbours: lab/layout.h; pack/yaml.h reads both texts. Invariants:
 * what is written means what was read: the trees are compared, keys in any order. Cost: two reads. */
#include "cli/fmt.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "cli/whole.h"
#include "lab/layout.h"
#include "pack/files.h"
#include "pack/yaml.h"
#include "run/sink.h"

#include <stdio.h>

enum { EXIT_DATA = 65, FILE_MODE = 0644 };

typedef struct formatter {
    bool check;
    uint32_t changed, refused, files;
} formatter;

/* ---- the same meaning ---- */

static const wv_node *under(const wv_node *map, wv_str key)
{
    for (uint32_t i = 0; i < map->count; i++)
        if (wv_str_eq(map->keys[i]->scalar, key)) return map->items[i];
    return NULL;
}

/* Walks both trees side by side; depth is limited by the reader. */
static bool same_tree(const wv_node *a, const wv_node *b)
{
    struct {
        const wv_node *a, *b;
        uint32_t at;
    } stack[WV_NODE_DEPTH_MAX + 1] = {{a, b, 0}};
    uint32_t depth = 1;
    while (depth) {
        const wv_node *x = stack[depth - 1].a, *y = stack[depth - 1].b;
        uint32_t at = stack[depth - 1].at++;
        if (at == 0 && (x->type != y->type || x->count != y->count || x->quoted != y->quoted ||
                        (x->type == WV_NODE_SCALAR && !wv_str_eq(x->scalar, y->scalar))))
            return false;
        if (x->type == WV_NODE_SCALAR || at == x->count) {
            depth--;
            continue;
        }
        const wv_node *other =
            x->type == WV_NODE_LIST ? y->items[at] : under(y, x->keys[at]->scalar);
        if (!other || depth > WV_NODE_DEPTH_MAX) return false;
        stack[depth].a = x->items[at];
        stack[depth].b = other;
        stack[depth++].at = 0;
    }
    return true;
}

bool wv_fmt_same_meaning(wv_str before, wv_str after)
{
    wv_arena arena;
    wv_diags diags;
    wv_yaml_docs a, b;
    wv_source one = {WV_STR("before"), before}, two = {WV_STR("after"), after};
    wv_arena_init(&arena);
    wv_diags_init(&diags);
    bool same = wv_yaml_read(&one, &arena, &a, &diags) == WV_OK &&
                wv_yaml_read(&two, &arena, &b, &diags) == WV_OK && !diags.errors &&
                a.count == b.count;
    for (uint32_t i = 0; same && i < a.count; i++) same = same_tree(a.items[i], b.items[i]);
    wv_diags_done(&diags);
    wv_arena_done(&arena);
    return same;
}

/* ---- files ---- */

wv_rc wv_fmt_write(const char *path, const wv_buf *text, wv_err *err)
{
    wv_sink sink;
    wv_sink_init(&sink);
    wv_rc rc = wv_sink_open(&sink, path, FILE_MODE, err);
    if (!rc) rc = wv_sink_write(&sink, text->p, text->n, err);
    if (!rc) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    return rc;
}

static wv_rc lay_out(formatter *f, const char *path, const wv_buf *text, wv_buf *out, wv_err *err)
{
    wv_str before = {text->p ? text->p : "", (uint32_t)text->n};
    const char *why = "";
    uint32_t line = 1;
    f->files++;
    if (!wv_layout(before, out, &why, &line)) {
        fprintf(stderr, "%s:%u: cannot be laid out: %s\n", path, line, why);
        f->refused++;
        return WV_OK;
    }
    if (out->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_str after = {out->p ? out->p : "", (uint32_t)out->n};
    if (wv_str_eq(before, after)) return WV_OK;
    if (!wv_fmt_same_meaning(before, after)) {
        fprintf(stderr, "%s:1: cannot be laid out: it is no YAML of a pack, or would mean "
                        "something else\n", path);
        f->refused++;
        return WV_OK;
    }
    f->changed++;
    puts(path);
    return f->check ? WV_OK : wv_fmt_write(path, out, err);
}

static wv_rc format_file(formatter *f, const char *path, wv_err *err)
{
    wv_buf text, out;
    wv_buf_init(&text);
    wv_buf_init(&out);
    wv_rc rc = wv_whole_read(path, &text, err);
    if (!rc) rc = lay_out(f, path, &text, &out, err);
    wv_buf_done(&out);
    wv_buf_done(&text);
    return rc;
}

static wv_rc format_pack(formatter *f, const char *folder, wv_err *err)
{
    char path[4096];
    wv_arena arena;
    wv_diags diags;
    wv_files files;
    wv_arena_init(&arena);
    wv_diags_init(&diags);
    wv_rc rc = wv_files_read(folder, &arena, &files, &diags, err);
    for (uint32_t i = 0; rc == WV_OK && i < files.count; i++) {
        snprintf(path, sizeof path, "%s/%.*s", folder, (int)files.items[i]->name.n,
                 files.items[i]->name.p);
        rc = format_file(f, path, err);
    }
    wv_packs_print(&diags, false);
    wv_diags_done(&diags);
    wv_arena_done(&arena);
    return rc;
}

int wv_cli_fmt(int argc, char **argv)
{
    formatter f = {false, 0, 0, 0};
    const char *pack = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "all files of this rule pack", &pack},
        {0, "check", WV_OPTION_FLAG, NULL, "write nothing; exit 1 when a file would change",
         &f.check},
        {0},
    };
    const wv_command_line line = {
        "fmt [--check] -r PACK|FILE...",
        "Puts the keys of rules in order and each test on one line. Comments are kept.", options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc < 2 && !pack) return wv_options_usage(&line, "give files, or a pack with -r");
    wv_err err = {0};
    wv_rc rc = pack ? format_pack(&f, pack, &err) : WV_OK;
    for (int i = 1; i < argc && rc == WV_OK; i++) rc = format_file(&f, argv[i], &err);
    if (rc) {
        fprintf(stderr, "waakvlam fmt: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
        return wv_rc_exit(rc);
    }
    if (f.refused) return EXIT_DATA;
    return f.check && f.changed;
}
