/* SPDX-License-Identifier: EUPL-1.2 */
/* fix.c: the files of a pack -> mended, laid out, read back, written.
 *
 * In: a folder. Out: files, and a line on stdout for everything that was done. Neighbours: lab/fix.h
 * mends, lab/layout.h lays out, check.c then checks the pack. Invariants: a file is only written when
 * it says afterwards what it said before (wv_fix_kept), or could not be read before and can be now;
 * a second run does nothing. Cost: a few reads a file. */
#include "cli/fix.h"

#include "cli/fmt.h"
#include "lab/fix.h"
#include "lab/layout.h"
#include "pack/files.h"
#include "pack/yaml.h"

#include <limits.h>
#include <stdio.h>
#include <sys/random.h>

typedef struct fix {
    const char *folder, *today;
    wv_str name; /* of the file at hand */
    wv_buf said; /* what was done in it; told when it is written */
} fix;

/* A version 4 UUID. Ids are drawn, not made of the name: a rule of an old name is another rule. */
static bool new_id(char out[37])
{
    uint8_t b[16];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b) return false;
    b[6] = (uint8_t)((b[6] & 0x0F) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3F) | 0x80);
    snprintf(out, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
             b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
             b[14], b[15]);
    return true;
}

static void told(void *ctx, uint32_t line, const char *what, wv_str about)
{
    fix *f = ctx;
    wv_buf_format(&f->said, "%.*s:%u: %s%s%.*s\n", (int)f->name.n, f->name.p, line, what,
                  about.n ? " " : "", (int)about.n, about.p);
}

static bool read_yaml(wv_str name, wv_str text, wv_arena *arena, wv_yaml_docs *docs)
{
    wv_diags diags;
    wv_source *source = wv_arena_alloc(arena, sizeof *source);
    if (!source) return false;
    *source = (wv_source){name, text};
    wv_diags_init(&diags);
    bool good = wv_yaml_read(source, arena, docs, &diags) == WV_OK && !diags.errors;
    wv_diags_done(&diags);
    return good;
}

/* Does the mended text still say it? A text that was no YAML said nothing. */
static bool is_kept(const fix *f, wv_str before, wv_str after, bool was_good)
{
    wv_arena arena;
    wv_yaml_docs a = {0}, b = {0};
    wv_arena_init(&arena);
    bool kept = read_yaml(f->name, after, &arena, &b);
    if (kept && was_good) {
        kept = read_yaml(f->name, before, &arena, &a) && a.count == b.count;
        for (uint32_t i = 0; kept && i < a.count; i++) kept = wv_fix_kept(a.items[i], b.items[i]);
    }
    wv_arena_done(&arena);
    return kept;
}

static bool is_good(const fix *f, wv_str text)
{
    wv_arena arena;
    wv_yaml_docs docs;
    wv_arena_init(&arena);
    bool good = read_yaml(f->name, text, &arena, &docs);
    wv_arena_done(&arena);
    return good;
}

/* Lays out what was mended, unless that would lose something. */
static void lay_out(fix *f, wv_buf *text)
{
    wv_buf laid;
    const char *why = "";
    uint32_t line = 0;
    wv_str now = {text->p ? text->p : "", (uint32_t)text->n};
    wv_buf_init(&laid);
    if (wv_layout(now, &laid, &why, &line) && !laid.failed) {
        wv_str after = {laid.p ? laid.p : "", (uint32_t)laid.n};
        if (!wv_str_eq(now, after) && wv_fmt_same_meaning(now, after)) {
            wv_buf_format(&f->said, "%.*s: is laid out\n", (int)f->name.n, f->name.p);
            wv_buf_clear(text);
            wv_buf_str(text, after);
        }
    }
    wv_buf_done(&laid);
}

static wv_rc write_file(const fix *f, const wv_buf *text, wv_err *err)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%.*s", f->folder, (int)f->name.n, f->name.p);
    wv_rc rc = wv_fmt_write(path, text, err);
    if (rc == WV_OK && f->said.n) fwrite(f->said.p, 1, f->said.n, stdout);
    return rc;
}

static wv_rc fix_file(fix *f, wv_str text, wv_err *err)
{
    bool good = is_good(f, text);
    wv_fixer fixer = {
        .broken = !good, .today = f->today, .new_id = new_id, .told = told, .ctx = f};
    wv_buf mended;
    wv_buf_init(&mended);
    wv_buf_clear(&f->said);
    wv_fix_text(&fixer, text, &mended);
    if (!mended.failed &&
        !is_kept(f, text, (wv_str){mended.p ? mended.p : "", (uint32_t)mended.n}, good)) {
        wv_buf_clear(&mended);
        wv_buf_clear(&f->said);
        wv_buf_str(&mended, text);
    }
    if (!mended.failed) lay_out(f, &mended);
    bool nomem = mended.failed || f->said.failed;
    wv_rc rc = nomem ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    bool changed = !wv_str_eq(text, (wv_str){mended.p ? mended.p : "", (uint32_t)mended.n});
    if (rc == WV_OK && changed) rc = write_file(f, &mended, err);
    wv_buf_done(&mended);
    return rc;
}

wv_rc wv_fix_pack(const char *folder, const char *today, wv_err *err)
{
    fix f = {.folder = folder, .today = today};
    wv_arena arena;
    wv_diags diags;
    wv_files files;
    wv_arena_init(&arena);
    wv_diags_init(&diags);
    wv_buf_init(&f.said);
    wv_rc rc = wv_files_read(folder, &arena, &files, &diags, err);
    for (uint32_t i = 0; rc == WV_OK && i < files.count; i++) {
        f.name = files.items[i]->name;
        rc = fix_file(&f, files.items[i]->text, err);
    }
    wv_buf_done(&f.said);
    wv_diags_done(&diags); /* what cannot be read is told by the check that follows */
    wv_arena_done(&arena);
    return rc;
}
