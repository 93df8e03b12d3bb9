/* SPDX-License-Identifier: EUPL-1.2 */
/* cache.c: opens a pack by way of a folder of frozen ones.
 *
 *   files of the pack -> key -> FOLDER/key.wvpack there, ours, whole --> thawed
 *                                         else: load, freeze, twice --> written for the next time
 *
 * In: parts of a pack. Out: a frozen pack, the same as without a cache. Neighbours: frozen_file.c reads
 * and writes; cli/packs.c says which folder. Invariants: the key is taken before the files are loaded
 * and again after, so that an edit in between is not kept under the name of what was before it.
 * Cost: reading and hashing the files, about 3 ms for the full pack. */
#include "pack/cache.h"

#include "base/map.h"
#include "crypto/checksum.h"
#include "pack/files.h"
#include "pack/frozen_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, KEY_BYTES = 32 };
#define ENDING ".wvpack"

/* ---- the key ---- */

static void add_text(wv_key *k, wv_str text)
{
    uint8_t n[4] = {(uint8_t)text.n, (uint8_t)(text.n >> 8), (uint8_t)(text.n >> 16),
                    (uint8_t)(text.n >> 24)};
    wv_key_add(k, n, sizeof n);
    wv_key_add(k, text.p, text.n);
}

static bool add_folder(wv_key *k, const char *path)
{
    wv_arena arena;
    wv_diags diags;
    wv_files files;
    wv_arena_init(&arena);
    wv_diags_init(&diags);
    bool ok = wv_files_read(path, &arena, &files, &diags, NULL) == WV_OK && !diags.errors;
    for (uint32_t i = 0; ok && i < files.count; i++) {
        add_text(k, files.items[i]->name);
        add_text(k, files.items[i]->text);
    }
    wv_diags_done(&diags);
    wv_arena_done(&arena);
    return ok;
}

/* False when it has none: files that cannot be read are for the loader to complain of. */
static bool key_of(const wv_pack_parts *parts, uint8_t out[KEY_BYTES])
{
    wv_key k;
    if (!wv_key_begin(&k)) return false;
    add_text(&k, wv_str_of(wv_frozen_engine()));
    if (!add_folder(&k, parts->path)) return false;
    add_text(&k, parts->overlay ? WV_STR("overlay") : WV_STR(""));
    if (parts->overlay && !add_folder(&k, parts->overlay)) return false;
    wv_key_end(&k, out);
    return true;
}

static bool path_of(const wv_cache *cache, const uint8_t key[KEY_BYTES], char out[PATH_BYTES])
{
    char hex[2 * KEY_BYTES + 1];
    for (int i = 0; i < KEY_BYTES; i++) snprintf(hex + 2 * i, 3, "%02x", key[i]);
    int n = snprintf(out, PATH_BYTES, "%s/%s" ENDING, cache->folder, hex);
    return n > 0 && n < PATH_BYTES;
}

/* ---- whose it is ---- */

static bool is_ours(const struct stat *st)
{
    return st->st_uid == geteuid() && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Makes the folder and those above it. */
static bool make_folder(const char *path)
{
    char part[PATH_BYTES];
    if (strlen(path) >= sizeof part) return false;
    strcpy(part, path);
    for (char *p = part + 1; *p; p++) {
        if (*p != '/') continue;
        *p = '\0';
        mkdir(part, 0700);
        *p = '/';
    }
    return mkdir(part, 0700) == 0 || errno == EEXIST;
}

static bool folder_is_ours(wv_cache *cache)
{
    struct stat st;
    if (stat(cache->folder, &st) != 0 || !S_ISDIR(st.st_mode)) return false;
    if (is_ours(&st)) return true;
    snprintf(cache->note, sizeof cache->note,
             "the cache %.200s is not used: others may write to it", cache->folder);
    return false;
}

/* ---- what is there ---- */

static wv_rc read_kept(wv_cache *cache, const char *path, wv_frozen **out)
{
    struct stat st;
    wv_err err = {0};
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return WV_E_NOINPUT;
    wv_rc rc = WV_E_CORRUPT;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || !is_ours(&st))
        wv_err_set(&err, rc, "others may write to it");
    else
        rc = wv_frozen_read_fd(fd, path, out, &err);
    close(fd);
    if (rc)
        snprintf(cache->note, sizeof cache->note,
                 "a pack in the cache is made again: %.120s: %.120s", path, err.message);
    return rc;
}

/* ---- keeping ---- */

typedef struct kept {
    char name[2 * KEY_BYTES + sizeof ENDING];
    struct timespec when;
    uint64_t bytes;
} kept;

static int oldest_first(const void *a, const void *b)
{
    const kept *x = a, *y = b;
    if (x->when.tv_sec != y->when.tv_sec) return x->when.tv_sec < y->when.tv_sec ? -1 : 1;
    if (x->when.tv_nsec != y->when.tv_nsec) return x->when.tv_nsec < y->when.tv_nsec ? -1 : 1;
    return strcmp(x->name, y->name);
}

static bool is_name(const char *name)
{
    return strlen(name) == sizeof((kept){0}.name) - 1 &&
           strspn(name, "0123456789abcdef") == 2 * KEY_BYTES &&
           strcmp(name + (size_t)2 * KEY_BYTES, ENDING) == 0;
}

static void drop_oldest(int folder, kept *items, uint32_t count)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < count; i++) bytes += items[i].bytes;
    qsort(items, count, sizeof *items, oldest_first);
    for (uint32_t i = 0; i + 1 < count && bytes > WV_CACHE_BYTES_MAX; i++) {
        unlinkat(folder, items[i].name, 0);
        bytes -= items[i].bytes;
    }
}

/* Packs that nobody asked for any more would pile up with each edit of a rule. */
static void tidy(const char *path)
{
    DIR *dir = opendir(path);
    kept *items = NULL;
    uint32_t count = 0, capacity = 0;
    struct stat st;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (!is_name(e->d_name) || fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (!wv_mem_grow((void **)&items, &capacity, count + 1, sizeof *items)) break;
        items[count].when = st.st_mtim;
        items[count].bytes = (uint64_t)st.st_size;
        strcpy(items[count++].name, e->d_name);
    }
    if (dir && count) drop_oldest(dirfd(dir), items, count);
    if (dir) closedir(dir);
    wv_mem_free(items);
}

/* The same pack is made a second time: where its pointers are shows when both are held together
 * (image.h). */
static void keep(wv_cache *cache, const wv_pack_parts *parts, const uint8_t key[KEY_BYTES],
                 const char *path, wv_frozen *pack)
{
    wv_diags diags;
    wv_err err = {0};
    wv_frozen *twin = NULL;
    uint8_t now[KEY_BYTES];
    if (!make_folder(cache->folder) || !folder_is_ours(cache)) return;
    wv_diags_init(&diags);
    wv_rc rc = wv_pack_open_parts(parts, &twin, &diags, &err);
    if (rc == WV_OK && key_of(parts, now) && memcmp(now, key, KEY_BYTES) == 0) {
        rc = wv_frozen_write(pack, twin, path, 0600, &err);
        twin = NULL;
        if (rc == WV_E_INTERNAL)
            snprintf(cache->note, sizeof cache->note, "%.300s", err.message);
        tidy(cache->folder);
    }
    wv_frozen_free(twin);
    wv_diags_done(&diags);
}

wv_rc wv_cache_open(wv_cache *cache, const wv_pack_parts *parts, wv_frozen **out, wv_diags *diags,
                    wv_err *err)
{
    uint8_t key[KEY_BYTES];
    char path[PATH_BYTES];
    cache->note[0] = '\0';
    bool use = cache->folder && !parts->shadow && !wv_frozen_is_file(parts->path) &&
               (access(cache->folder, F_OK) != 0 || folder_is_ours(cache)) &&
               key_of(parts, key) && path_of(cache, key, path);
    if (use && read_kept(cache, path, out) == WV_OK) return wv_frozen_locate(*out, parts->path);
    wv_rc rc = wv_pack_open_parts(parts, out, diags, err);
    if (rc == WV_OK && use && !cache->read_only) keep(cache, parts, key, path, *out);
    return rc;
}
