/* SPDX-License-Identifier: EUPL-1.2 */
/* packs.c: finding and opening the rule pack of a command.
 * In: -r, the environment, where the program stands. Out: a frozen pack, or complaints and an exit
 * code. */
#include "cli/packs.h"

#include "cli/options.h"
#include "pack/cache.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PACK_NAME "nl-stalking"

static char g_path[PATH_MAX]; /* the command line is one thread */
static bool g_keep_none;

static bool is_pack(const char *path)
{
    struct stat st;
    char manifest[PATH_MAX + 16];
    snprintf(manifest, sizeof manifest, "%s/pack.yaml", path);
    return stat(manifest, &st) == 0;
}

/* Cuts the last name off a path; false at the root. */
static bool cut(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash || slash == path) return false;
    *slash = '\0';
    return true;
}

/* build/release/waakvlam -> ../../rules; PREFIX/bin/waakvlam -> ../share/waakvlam/rules. */
static bool beside_program(void)
{
    char folder[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 1);
    if (n <= 0) return false;
    folder[n] = '\0';
    for (int up = 0; up < 4 && cut(folder); up++) {
        static const char *const below[] = {"share/waakvlam/rules", "rules"};
        for (int i = 0; i < 2; i++) {
            int used = snprintf(g_path, sizeof g_path, "%s/%s/" PACK_NAME, folder, below[i]);
            if (used > 0 && (size_t)used < sizeof g_path && is_pack(g_path)) return true;
        }
    }
    return false;
}

const char *wv_packs_path(const char *given)
{
    const char *environment = getenv("WAAKVLAM_RULES");
    if (given) return given;
    if (environment && *environment) return environment;
    return beside_program() ? g_path : "rules/" PACK_NAME;
}

const char *wv_packs_cache(void)
{
    static char folder[PATH_MAX];
    const char *given = getenv("WAAKVLAM_CACHE");
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = -1;
    if (wv_options_no_cache()) return NULL;
    if (given && *given) return strcmp(given, "off") == 0 ? NULL : given;
    if (xdg && *xdg == '/') /* the XDG specification: what is not absolute is to be ignored */
        n = snprintf(folder, sizeof folder, "%s/waakvlam", xdg);
    else if (home && *home == '/')
        n = snprintf(folder, sizeof folder, "%s/.cache/waakvlam", home);
    return n > 0 && (size_t)n < sizeof folder ? folder : NULL;
}

void wv_packs_keep_none(void)
{
    g_keep_none = true;
}

void wv_packs_print(const wv_diags *diags, bool warnings)
{
    wv_diags shown = *diags; /* borrowed: only its list of items is another */
    wv_diag *items = wv_mem_new(sizeof *items * (diags->count + 1));
    wv_buf text;
    if (!items) return;
    shown.items = items;
    shown.count = 0;
    for (uint32_t i = 0; i < diags->count; i++)
        if (warnings || diags->items[i].level == WV_LEVEL_ERROR)
            items[shown.count++] = diags->items[i];
    wv_buf_init(&text);
    wv_diags_print(&shown, &text);
    if (text.n && !text.failed) fwrite(text.p, 1, text.n, stderr);
    wv_buf_done(&text);
    wv_mem_free(items);
}

/* The value of the first line `base: NAME`; overlay.yaml is read in earnest by the pack stage. */
static bool read_base(const char *file, char name[128])
{
    char line[512];
    FILE *f = fopen(file, "re");
    bool found = false;
    while (f && !found && fgets(line, sizeof line, f))
        found = sscanf(line, "base: %127[a-z0-9_.-]", name) == 1;
    if (f) fclose(f);
    return found;
}

wv_pack_parts wv_packs_parts(const wv_pack_parts *given)
{
    static char base[PATH_MAX], region[PATH_MAX]; /* the command line is one thread */
    char name[128], file[PATH_MAX + 16];
    wv_pack_parts parts = *given;
    parts.path = wv_packs_path(given->path);
    snprintf(file, sizeof file, "%s/overlay.yaml", parts.path);
    if (parts.overlay || is_pack(parts.path) || !read_base(file, name)) return parts;
    snprintf(region, sizeof region, "%s", parts.path);
    int used = snprintf(base, sizeof base, "%s/../../%s", region, name);
    if (used < 0 || (size_t)used >= sizeof base) return parts;
    parts.overlay = region;
    parts.path = base;
    return parts;
}

int wv_packs_open(const char *given, bool warnings, wv_frozen **out)
{
    return wv_packs_open_parts(&(wv_pack_parts){.path = given}, warnings, out);
}

int wv_packs_open_parts(const wv_pack_parts *parts, bool warnings, wv_frozen **out)
{
    wv_diags diags;
    wv_err err = {0};
    wv_pack_parts whole = wv_packs_parts(parts);
    wv_diags_init(&diags);
    wv_cache cache = {.folder = warnings ? NULL : wv_packs_cache(), .read_only = g_keep_none};
    wv_rc rc = wv_cache_open(&cache, &whole, out, &diags, &err);
    if (cache.note[0]) fprintf(stderr, "waakvlam: %s\n", cache.note);
    wv_packs_print(&diags, warnings || rc != WV_OK);
    if (rc != WV_OK)
        fprintf(stderr, "waakvlam: %s: %s\n", err.path[0] ? err.path : whole.path,
                err.message[0] ? err.message : wv_rc_text(rc));
    if (rc != WV_OK && err.hint[0]) fprintf(stderr, "  hint: %s\n", err.hint);
    wv_diags_done(&diags);
    return wv_rc_exit(rc);
}
