/* SPDX-License-Identifier: EUPL-1.2 */
/* freeze.c: `waakvlam freeze`: write a rule pack as one file that is opened at once.
 *
 * In: a pack folder, perhaps an overlay. Out: a file for -r, and a line of counts on stdout. Exit: 0,
 * 64, 78 when the pack has errors, 73 or 74 when the file cannot be written. Neighbours:
 * pack/frozen_file.c. Cost: that of opening the pack twice. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "pack/frozen_file.h"

#include <stdio.h>
#include <sys/stat.h>

/* Complaints come from the first time only. */
static wv_rc open_twice(const wv_pack_parts *parts, wv_frozen *packs[2], wv_err *err)
{
    wv_rc rc = WV_OK;
    for (int i = 0; i < 2 && rc == WV_OK; i++) {
        wv_diags diags;
        wv_diags_init(&diags);
        rc = wv_pack_open_parts(parts, &packs[i], &diags, err);
        if (i == 0) wv_packs_print(&diags, rc != WV_OK);
        wv_diags_done(&diags);
    }
    return rc;
}

static mode_t file_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static void print_done(const wv_frozen *pack, const char *path)
{
    struct stat st;
    double mb = stat(path, &st) == 0 ? (double)st.st_size / 1e6 : 0;
    printf("%.*s %.*s: %u rules, %.1f MB in %s\n", (int)pack->name.n, pack->name.p,
           (int)pack->version.n, pack->version.p, pack->rule_count, mb, path);
}

int wv_cli_freeze(int argc, char **argv)
{
    wv_pack_parts parts = {0};
    const char *out = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "folder of the rule pack", &parts.path},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes", &parts.overlay},
        {'o', "out", WV_OPTION_TEXT, "FILE", "file to write, such as nl-stalking.wvpack", &out},
        {0},
    };
    wv_command_line line = {
        "freeze [-r PACK] [--overlay DIR] -o FILE",
        "Write a rule pack as one file. Wherever a pack is asked for (-r), the file will do,\n"
        "and is opened in milliseconds. Only the very engine that wrote it reads it: after an\n"
        "update of waakvlam, freeze again. It holds rules and no personal data.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc > 1) return wv_options_usage(&line, "unexpected argument '%s'", argv[1]);
    if (!out) return wv_options_usage(&line, "where to? give -o FILE");
    wv_err err = {0};
    wv_frozen *packs[2] = {NULL, NULL};
    parts = wv_packs_parts(&parts);
    if (wv_frozen_is_file(parts.path))
        return wv_options_usage(&line, "%s is frozen already: give its folder", parts.path);
    wv_rc rc = open_twice(&parts, packs, &err);
    if (rc == WV_OK) {
        rc = wv_frozen_write(packs[0], packs[1], out, file_mode(), &err);
        packs[1] = NULL;
    }
    if (rc == WV_OK) print_done(packs[0], out);
    if (rc)
        fprintf(stderr, "waakvlam freeze: %s: %s\n", err.path[0] ? err.path : parts.path,
                err.message[0] ? err.message : wv_rc_text(rc));
    if (rc && err.hint[0]) fprintf(stderr, "  hint: %s\n", err.hint);
    wv_frozen_free(packs[0]);
    wv_frozen_free(packs[1]);
    return wv_rc_exit(rc);
}
